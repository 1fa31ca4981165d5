import assert from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { decimal, parseSigned, parseUnsigned } from '../../src/bytes/int64.js';

test('numbers as strtoull and strtoll read them', () => {
  assert.deepStrictEqual(parseUnsigned(' -1', 10), { high: 0xffffffff, low: 0xffffffff });
  assert.deepStrictEqual(parseUnsigned('0x10', 16), { high: 0, low: 16 });
  assert.deepStrictEqual(parseUnsigned('0xg', 16), { high: 0, low: 0 });
  assert.deepStrictEqual(parseUnsigned('0102', 0), { high: 0, low: 66 });
  assert.deepStrictEqual(parseUnsigned('abc', 10), { high: 0, low: 0 });
  assert.strictEqual(parseUnsigned('18446744073709551616', 10), undefined);
  assert.strictEqual(parseSigned('9223372036854775808', 10), undefined);
  assert.deepStrictEqual(parseSigned('-9223372036854775808', 10), { high: 0x80000000, low: 0 });
});

test('every 64-bit number survives', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (number) => {
      for (const text of [parseUnsigned(String(number), 10), parseUnsigned(number.toString(16), 16)]) {
        assert.strictEqual(decimal(text!), String(number));
      }
    }),
  );
});
