/** Files for the next run: whole at every moment, and nobody else's. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { prepareFile, replaceFile } from '../../../src/input/again/state-file.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-state-file-'));
after(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, 'point');
const victim = path.join(folder, 'victim');

test('what was there stays until the whole of the new text is', () => {
  replaceFile(file, 'one');
  const finish = prepareFile(file, 'two');
  assert.equal(readFileSync(file, 'latin1'), 'one');
  finish();
  assert.equal(readFileSync(file, 'latin1'), 'two');
  assert.deepEqual(readdirSync(folder), ['point']);
});

test('a link that somebody planted beside it is not followed', () => {
  writeFileSync(victim, 'mine');
  symlinkSync(victim, `${file}.new`);
  replaceFile(file, 'three');
  assert.deepEqual([readFileSync(victim, 'latin1'), readFileSync(file, 'latin1')], ['mine', 'three']);
  assert.ok(lstatSync(file).isFile());
});

test('mode and links of the file itself stay', () => {
  chmodSync(file, 0o640);
  replaceFile(file, 'four');
  assert.equal(statSync(file).mode & 0o777, 0o640);
  const link = path.join(folder, 'link');
  symlinkSync(file, link);
  replaceFile(link, 'five');
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.equal(readFileSync(file, 'latin1'), 'five');
});

test('bytes stay bytes, whatever is in its place', () => {
  replaceFile(file, '\xff\x80');
  assert.deepEqual([...readFileSync(file)], [0xff, 0x80]);
  replaceFile(path.join(folder, 'link'), '\xfe');
  assert.deepEqual([...readFileSync(file)], [0xfe]);
});

test('owner of the file itself stays', { skip: process.geteuid?.() !== 0 && 'only root gives files away' }, () => {
  chownSync(file, 12, 34);
  replaceFile(file, 'six');
  assert.deepEqual([statSync(file).uid, statSync(file).gid], [12, 34]);
  chownSync(file, 0, 0);
});

test('a disk that is full leaves nothing beside the file', { skip: !existsSync('/dev/full') }, () => {
  symlinkSync('/dev/full', path.join(folder, 'full'));
  assert.throws(() => replaceFile(path.join(folder, 'full'), 'x'), { code: 'ENOSPC' });
  rmSync(path.join(folder, 'full'));
});

test('where no file can be made beside it, it is written where it stands', () => {
  mkdirSync(`${file}.new`);
  replaceFile(file, 'seven\xff');
  assert.equal(readFileSync(file, 'latin1'), 'seven\xff');
  rmSync(`${file}.new`, { recursive: true });
});

test('no descriptor is left open', { skip: !existsSync('/proc/self/fd') }, () => {
  const open = (): number => readdirSync('/proc/self/fd').length;
  const before = open();
  replaceFile(file, 'eight');
  assert.equal(open(), before);
});

test('a folder in its place is an error', () => {
  assert.throws(() => replaceFile(folder, 'x'), { code: 'EISDIR' });
});
