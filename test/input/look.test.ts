/** What a file looks like: told once for each state that it is in. */
import assert from 'node:assert/strict';
import { appendFileSync, closeSync, fstatSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { type Look, looking } from '../../src/input/look.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-look-'));
after(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, 'audit.log');
const record = (second: number) => `type=USER_LOGIN msg=audit(${1700000000 + second}.000:${second}): pid=1 uid=0\n`;
const records = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => record(from + i)).join('');
const FOREIGN = 'Nov 27 10:00:00 host kernel: audit: type=1300 audit(1700000000.000:1): arch=c000003e\n';

function lookAt(look = looking()): Look {
  const fd = openSync(file, 'r');
  try {
    return look(fd, fstatSync(fd));
  } finally {
    closeSync(fd);
  }
}

test('a log: its form and span', () => {
  writeFileSync(file, records(0, 10_000));
  assert.deepEqual(lookAt(), { isPlainAtFirst: true, isPlain: true, span: { first: 1700000000, last: 1700009999 } });
});

test('a twentieth of it is of another form, wherever that stands', () => {
  for (const at of [0.3, 0.5, 0.9]) {
    const before = Math.round(10_000 * at);
    writeFileSync(file, records(0, before) + FOREIGN.repeat(500) + records(before, 10_000));
    assert.deepEqual([lookAt().isPlainAtFirst, lookAt().isPlain], [true, false], `at ${at}`);
  }
});

test('it is looked at again when it has grown', () => {
  writeFileSync(file, records(0, 2000));
  const look = looking();
  assert.equal(lookAt(look), lookAt(look));
  appendFileSync(file, record(2000));
  assert.equal(lookAt(look).span.last, 1700002000);
  appendFileSync(file, FOREIGN);
  assert.equal(lookAt(look).isPlain, false);
});
