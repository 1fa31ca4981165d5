/** Headers in forms that the scan kernel leaves to TypeScript. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHeader } from '../../src/log/header.js';

test('a node name of any length leaves the stamp whole', () => {
  for (const length of [1, 64, 259, 260, 261, 290, 300, 320, 1000, 8000]) {
    const node = 'n'.repeat(length);
    const header = readHeader(`node=${node} type=USER_LOGIN msg=audit(1600000000.123:456789): pid=1\n`, 2);
    assert.deepEqual(header, { type: 1112, sec: 1600000000, milli: 123, serial: 456789, node }, String(length));
  }
});

test('without a node the header stands in the first 80 bytes', () => {
  const blanks = ' '.repeat(60);
  assert.equal(readHeader(`${blanks}type=USER msg=audit(1600000000.123:456789): pid=1\n`, 2), undefined);
});
