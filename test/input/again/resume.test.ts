/** A resume point is believed only where the line stands that stood there. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { FROM_START, loadResume, prepareResume, type Resume } from '../../../src/input/again/resume.js';
import { fileSource } from '../../../src/input/file-source.js';

const folder = mkdtempSync(path.join(tmpdir(), 'resume-'));
after(() => rmSync(folder, { recursive: true }));
const log = path.join(folder, 'audit.log');
const checkpoint = path.join(folder, 'checkpoint');

const line = (serial: number): string => `type=USER msg=audit(1700000000.000:${serial}): pid=1\n`;
const data = {
  dev: 1n,
  inode: 2n,
  event: { node: undefined, sec: 1700000000, milli: 0, serial: 1, type: 1005 },
} as const;
const behindFirst: Resume = { offset: line(1).length, released: new Map() };

test('a run goes on at the line that was there', () => {
  writeFileSync(log, line(1) + line(2));
  prepareResume(checkpoint, data, log, behindFirst)();
  assert.deepEqual(loadResume(checkpoint, data, fileSource(log)), behindFirst);
  writeFileSync(log, line(1) + line(3));
  assert.equal(loadResume(checkpoint, data, fileSource(log)), FROM_START);
});

test('a place behind the end of the log is none, as every shorter file has it', () => {
  writeFileSync(log, line(1));
  prepareResume(checkpoint, data, log, behindFirst)();
  assert.equal(existsSync(`${checkpoint}.offset`), false);
  truncateSync(log);
  assert.equal(loadResume(checkpoint, data, fileSource(log)), FROM_START);
});
