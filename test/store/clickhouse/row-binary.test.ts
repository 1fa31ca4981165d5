/** Lists of an answer, read at once, are what is read one by one; an answer that ends too soon is told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BinaryReader } from '../../../src/store/clickhouse/row-binary.js';

function length(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...length(Math.floor(value / 128))];
}

function answer(texts: readonly string[], numbers: readonly bigint[]): Buffer {
  const items = texts.map((text) => Buffer.concat([Buffer.from(length(Buffer.byteLength(text))), Buffer.from(text)]));
  const halves = Buffer.from(new BigUint64Array(numbers).buffer);
  return Buffer.concat([Buffer.from(length(texts.length)), ...items, Buffer.from(length(numbers.length)), halves]);
}

const ascii = fc.string({ unit: 'binary-ascii', maxLength: 200 });
const unicode = fc.string({ unit: 'binary', maxLength: 40 });
const texts = fc.oneof(fc.array(ascii, { maxLength: 300 }), fc.array(fc.oneof(ascii, unicode), { maxLength: 20 }));
const numbers = fc.array(fc.bigInt({ min: 0n, max: 2n ** 53n }), { maxLength: 20 });

test('lists of texts and of numbers', () => {
  fc.assert(
    fc.property(texts, numbers, (given, longs) => {
      const reader = new BinaryReader(answer(given, longs));
      assert.deepEqual([...reader.texts()], given);
      assert.deepEqual([...reader.uint64s()], longs.map(Number));
      assert.ok(reader.isAtEnd);
      const halves = new BinaryReader(answer([], longs));
      halves.texts();
      const [lows, highs] = halves.uint64Halves();
      assert.deepEqual(
        Array.from(lows, (low, i) => BigInt(highs[i] ?? 0) * 2n ** 32n + BigInt(low)),
        longs,
      );
    }),
  );
});

test('texts as bytes, also those that are longer than what is decoded at a time', () => {
  const given = ['', 'é', 'x'.repeat(3_000_000), 'ascii', 'y'.repeat(1_200_000), '', '\u{1f600}z'];
  const bytes = given.map((text) => Buffer.from(text).toString('latin1'));
  assert.deepEqual([...new BinaryReader(answer(given, [])).byteTexts()], bytes);
  assert.deepEqual([...new BinaryReader(answer(given, [])).texts()], given);
});

test('lists that end too soon', () => {
  fc.assert(
    fc.property(texts, numbers, fc.nat(), (given, longs, cut) => {
      const whole = answer(given, longs);
      const reader = new BinaryReader(whole.subarray(0, cut % whole.length));
      assert.throws(() => {
        reader.texts();
        reader.uint64s();
      }, RangeError);
    }),
  );
  assert.throws(() => new BinaryReader(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7f, 1])).texts(), RangeError);
  assert.throws(() => new BinaryReader(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7f, 1])).uint32s(), RangeError);
});
