import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blankRow, COLUMN_NAMES } from '../../src/store/row.js';

test('a row has its columns in the order in which they are written', () => {
  assert.deepEqual(Object.keys(blankRow()), COLUMN_NAMES);
});
