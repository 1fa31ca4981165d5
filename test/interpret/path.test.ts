import assert from 'node:assert';
import { test } from 'node:test';
import { joinPath } from '../../src/interpret/path.js';

/** Spec interpretation section 15. */
const CASES: readonly (readonly [string, string, string])[] = [
  ['/a/b', '../c', '/a/c'],
  ['/a/b', '../../c', '/a/c'],
  ['/a/b', '../../../../etc/passwd', '/a/etc/passwd'],
  ['/a', '/a/b/c/../../d', '/a/b/d'],
  ['/a/b', 'c/..', '/a/b/c'],
  ['/a/b', './x', '/a/b/./x'],
  ['/a/b', 'x..y//z/./w', '/a/b/x..y/z/w'],
  ['/a', '/..', ''],
  ['/a', 'a/../', '/a/a'],
  ['/', 'etc', '//etc'],
  ['/a', '(null)', '/a/(null)'],
];

test('joined paths', () => {
  for (const [cwd, name, joined] of CASES) assert.strictEqual(joinPath(cwd, name), joined, `${cwd} ${name}`);
});
