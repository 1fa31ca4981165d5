/** A resume point is believed only where the line stands that stood there. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { FROM_START, loadResume, prepareResume, type Resume, saveResume } from '../../../src/input/again/resume.js';
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
  for (const other of [line(3), line(2).replace('t', 'T')]) {
    writeFileSync(log, line(1) + other);
    assert.equal(loadResume(checkpoint, data, fileSource(log)), FROM_START);
  }
  assert.equal(FROM_START.offset, 0);
});

test('a place behind the end of the log is none, as every shorter file has it', () => {
  writeFileSync(log, line(1));
  prepareResume(checkpoint, data, log, behindFirst)();
  assert.equal(existsSync(`${checkpoint}.offset`), false);
  truncateSync(log);
  assert.equal(loadResume(checkpoint, data, fileSource(log)), FROM_START);
});

test('a resume point is kept as it was written, and goes when there is none to keep', () => {
  writeFileSync(log, line(1) + line(2));
  const resume: Resume = {
    offset: line(1).length,
    released: new Map([
      [10, 200],
      [30, 30],
    ]),
  };
  saveResume(checkpoint, data, fileSource(log), resume);
  assert.deepEqual(loadResume(checkpoint, data, fileSource(log)), resume);
  assert.match(readFileSync(`${checkpoint}.offset`, 'latin1'), /^\d+ [0-9a-f]{40}\n10 200\n30 30\n$/);
  assert.equal(loadResume(checkpoint, { ...data, inode: 3n }, fileSource(log)), FROM_START, 'of another checkpoint');
  saveResume(checkpoint, data, fileSource(log), undefined);
  assert.equal(existsSync(`${checkpoint}.offset`), false);
});

test('a run that was killed between its two files has left the point under another name', () => {
  writeFileSync(log, line(1) + line(2));
  prepareResume(checkpoint, data, log, behindFirst);
  assert.equal(existsSync(`${checkpoint}.offset`), false);
  assert.deepEqual(loadResume(checkpoint, data, fileSource(log)), behindFirst);
  assert.equal(existsSync(`${checkpoint}.offset.new`), false, 'it is put in its place');
  assert.deepEqual(loadResume(checkpoint, data, fileSource(log)), behindFirst);
});

test('a place in the middle of nothing, or where no line ends, is forgotten', () => {
  writeFileSync(log, `${line(1)}no end`);
  saveResume(checkpoint, data, fileSource(log), behindFirst);
  assert.equal(existsSync(`${checkpoint}.offset`), false);
  saveResume(checkpoint, data, fileSource(path.join(folder, 'none')), behindFirst);
  assert.equal(existsSync(`${checkpoint}.offset`), false);
});

test('no descriptor is left open', { skip: !existsSync('/proc/self/fd') }, () => {
  const open = (): number => readdirSync('/proc/self/fd').length;
  writeFileSync(log, line(1) + line(2));
  const before = open();
  saveResume(checkpoint, data, fileSource(log), behindFirst);
  assert.deepEqual(loadResume(checkpoint, data, fileSource(log)), behindFirst);
  assert.equal(open(), before);
});
