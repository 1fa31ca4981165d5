import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { chunksOf } from '../../src/input/reader.js';
import { hasFirstByte, isFifo, remainingBytes, standardInput } from '../../src/input/standard-input.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-stdin-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const LINES = 'type=EOE msg=audit(1.000:1): \ntype=EOE msg=audit(2.000:2): \n';
const file = path.join(folder, 'log');
writeFileSync(file, LINES);

test('of a redirected file only what a loop of the shell has left is read', async () => {
  const fd = openSync(file, 'r');
  readSync(fd, Buffer.alloc(30), 0, 30, null);
  assert.equal(remainingBytes(fd), LINES.length - 30);
  const source = standardInput(fd);
  assert.equal(source.size(), LINES.length - 30);
  assert.equal(source.canSeek(), false);
  const reader = await source.open();
  let text = '';
  for await (const chunk of chunksOf(reader)) text += chunk.toString();
  assert.equal(text, LINES.slice(30));
  closeSync(fd);
});

test('a descriptor that is closed has nothing left and is no pipe', async () => {
  const fd = openSync(file, 'r');
  closeSync(fd);
  assert.equal(remainingBytes(fd), 0);
  assert.equal(isFifo(fd), false);
  assert.equal(await hasFirstByte(fd), true);
});
