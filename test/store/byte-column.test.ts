import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteColumn } from '../../src/store/byte-column.js';

const piece = fc.tuple(fc.nat(2), fc.nat(40), fc.nat(40));

test('values are the bytes that they were made of, whether these stood one behind the other or not', () => {
  const sources = [0, 1, 2].map((n) => Buffer.from(Array.from({ length: 80 }, (_, i) => n * 80 + i)));
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 4 })), fc.boolean(), (values, goesOn) => {
      const column = new ByteColumn();
      let [last, end] = [0, 0];
      const expected = values.map((pieces) => {
        const parts = pieces.map(([n, at, length]) => {
          const [source, from] = goesOn && end < 40 ? [last, end] : [n, at];
          column.add(sources[source]!, from, from + length);
          [last, end] = [source, from + length];
          return sources[source]!.subarray(from, from + length);
        });
        column.endValue();
        return Buffer.concat(parts);
      });
      assert.equal(column.length, values.length);
      assert.equal(
        column.size,
        expected.reduce((sum, { length }) => sum + length, 0),
      );
      assert.deepEqual(column.values(), expected);
    }),
  );
});

test('more than the memory that it begins with', () => {
  const column = new ByteColumn();
  const large = Buffer.alloc(3 << 20, 'abc');
  for (const source of [large, Buffer.from('x'), large]) {
    column.add(source, 0, source.length);
    column.endValue();
  }
  assert.deepEqual(column.values(), [large, Buffer.from('x'), large]);
});
