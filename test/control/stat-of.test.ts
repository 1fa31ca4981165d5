/** Paths of rules may be anything. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { systemPlatform } from '../../src/control/platform.js';
import { isFolder, statOf } from '../../src/control/stat-of.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-stat-'));
after(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, 'file');
writeFileSync(file, '');
symlinkSync('loop', path.join(folder, 'loop'));

test('where nothing can be there is nothing', () => {
  for (const name of ['none', 'file/below', 'loop', 'a'.repeat(300), 'a\0b']) {
    const place = path.join(folder, name);
    assert.equal(statOf(place), undefined, name);
    assert.equal(isFolder(place), false, name);
    assert.equal(systemPlatform().isDirectory(place), false, name);
  }
  assert.deepEqual([folder, file].map(isFolder), [true, false]);
  assert.notEqual(statOf(file), undefined);
});

test('what may not be looked at may be there', { skip: process.geteuid?.() === 0 && 'root may look at all' }, () => {
  const closed = path.join(folder, 'closed');
  mkdirSync(closed, { mode: 0 });
  assert.equal(statOf(path.join(closed, 'file')), 'hidden');
  assert.equal(isFolder(path.join(closed, 'file')), false);
  chmodSync(closed, 0o700);
});
