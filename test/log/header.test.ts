/** Headers in forms that the scan kernel leaves to TypeScript. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHeader } from '../../src/log/header.js';

test('behind no node name are the seconds cut short; milliseconds and serial may be, as in the original', () => {
  for (let length = 1; length < 320; length++) {
    const node = 'n'.repeat(length);
    const header = readHeader(`node=${node} type=USER_LOGIN msg=audit(1600000000.123:456789): pid=1\n`, 2);
    if (header === undefined)
      assert.ok(length >= 300, String(length)); // nothing to be seen of the time
    else assert.ok('sec' in header && header.sec === 1600000000 && header.node === node, String(length));
  }
});

test('without a node the header stands in the first 80 bytes', () => {
  const blanks = ' '.repeat(60);
  assert.equal(readHeader(`${blanks}type=USER msg=audit(1600000000.123:456789): pid=1\n`, 2), undefined);
});
