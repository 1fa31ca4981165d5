import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { expandGlob } from '../../src/input/glob.js';

const root = mkdtempSync(path.join(tmpdir(), 'ts-audit-glob-'));
after(() => rmSync(root, { recursive: true, force: true }));
for (const name of ['a/audit.log', 'a/audit.log.1', 'b/deep/audit.log', 'b/.hidden/audit.log', 'b/x[1].log', 'b/a-b']) {
  mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
  writeFileSync(path.join(root, name), '');
}
symlinkSync(root, path.join(root, 'b/round'));

const expanded = (pattern: string): readonly string[] =>
  expandGlob(path.join(root, pattern)).map((file) => path.relative(root, file));

test('patterns name what is there, in byte order', () => {
  assert.deepEqual(expanded('a/*'), ['a/audit.log', 'a/audit.log.1']);
  assert.deepEqual(expanded('*/audit.lo?'), ['a/audit.log']);
  assert.deepEqual(expanded('a/audit.log.[0-9]'), ['a/audit.log.1']);
  assert.deepEqual(expanded('a/audit.[!m]og'), ['a/audit.log']);
  assert.deepEqual(expanded('b/a[-]b'), ['b/a-b']);
});

test('two stars are any folders, but hidden ones and links, which may lead round', () => {
  assert.deepEqual(expanded('**/audit.log'), ['a/audit.log', 'b/deep/audit.log']);
  assert.deepEqual(expanded('b/.h*/audit.log'), ['b/.hidden/audit.log']);
});

test('what names a file is no pattern, and what fits none stays as it is', () => {
  assert.deepEqual(expanded('b/x[1].log'), ['b/x[1].log']);
  assert.deepEqual(expanded('nowhere/*'), ['nowhere/*']);
  assert.deepEqual(expanded('a/audit.log/*'), ['a/audit.log/*']);
  assert.deepEqual(expanded('a/audit.log/**/x'), ['a/audit.log/**/x']);
  assert.deepEqual(expanded('a/[z-a]*'), ['a/[z-a]*']);
});
