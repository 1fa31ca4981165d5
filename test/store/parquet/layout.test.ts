/** Values of columns, as readers of Parquet files of any writer have them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowValues } from '../../../src/store/parquet/layout.js';
import type { ColumnName } from '../../../src/store/row.js';

test('a column at once is its values one by one', () => {
  const numbers = [0n, 1n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 64n - 2n ** 11n];
  const columns: readonly (readonly [ColumnName, ArrayLike<unknown>])[] = [
    ['ord', new BigUint64Array(numbers)],
    ['ord', numbers],
    ['ord', [5, 6]],
    ['pid', new Uint32Array([1, 2 ** 32 - 1])],
    ['pid', [1n, 2n]],
    ['exit', [1n, undefined, null, 3]],
    ['comm', ['a', undefined, null]],
    ['types', [[1300n], [1], undefined, null]],
    ['keys', [['a'], undefined]],
  ];
  for (const [name, values] of columns)
    assert.deepEqual(
      rowValues(name, values),
      Array.from(values, (value) => rowValues(name, [value])[0]),
      name,
    );
  assert.deepEqual(rowValues('ord', new BigUint64Array(numbers)), numbers.map(Number));
  assert.deepEqual(rowValues('exit', [3]), [3n]);
});
