import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blankRow, COLUMN_NAMES } from '../../src/store/row.js';
import { RowBlock } from '../../src/store/row-block.js';

test('a row has its columns in the order in which they are written', () => {
  assert.deepEqual(Object.keys(blankRow()), COLUMN_NAMES);
});

test('a block gives back the rows that it was made of, every column of them', () => {
  // No two columns of a kind have the same value.
  const different = Object.fromEntries(
    Object.entries(blankRow()).map(([name, value], i) => [name, typeof value === 'number' ? i : (value ?? name)]),
  );
  const rows = [
    { ...blankRow(), ...different, note: 'one', position: 'here', raw: Buffer.from('one\n') },
    { ...blankRow(), ord: 2, keys: ['a', 'b'], raw: Buffer.alloc(0) },
    { ...blankRow(), exit: -1n, raw: Buffer.from('three\n') },
  ];
  const block = RowBlock.of(rows);
  assert.equal(block.length, 3);
  assert.deepEqual(block.rows(), rows);
});
