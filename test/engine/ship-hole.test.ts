/** What is said of logs that were gone before they were shipped. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holeNote } from '../../src/engine/ship-hole.js';

const before = { sec: 1_700_000_000, ms: 0, serial: 100 };
const behind = (serial: number, more = {}): string =>
  holeNote('web', before, { sec: 1_700_000_001, serial, node: undefined, ...more }).replace(
    'logs of web were removed before they were shipped',
    '…',
  );

test('serials are named where one kernel counted them', () => {
  assert.equal(behind(105), '…; serials 101 to 104 are missing');
  assert.equal(behind(101), '…; no serial is missing');
  assert.equal(behind(7), '…, between serial 100 and serial 7'); // started anew
  assert.equal(behind(105, { sec: 1_600_000_000 }), '…, between serial 100 and serial 105');
  assert.equal(behind(105, { node: 'db' }), '…, between serial 100 and serial 105');
  assert.match(holeNote('web', before, undefined), /; the last serial before is 100$/);
});
