/** The set of calls beside sets of numbers, and where it and the rest stand in the kernel's bytes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeRule } from '../../src/rules/decode.js';
import { encodeRule } from '../../src/rules/encode.js';
import * as masks from '../../src/rules/mask.js';

const numbers = fc.uniqueArray(
  fc.oneof(fc.integer({ min: 0, max: 2047 }), fc.constantFrom(0, 1, 31, 32, 2015, 2016, 2047)),
);

function maskOf(calls: readonly number[]): masks.SyscallMask {
  const mask = masks.emptyMask();
  for (const call of calls) masks.addToMask(mask, call);
  return mask;
}

const ascending = (calls: Iterable<number>): readonly number[] => [...new Set(calls)].sort((a, b) => a - b);

test('masks are sets of numbers', () => {
  fc.assert(
    fc.property(numbers, numbers, (one, other) => {
      const [left, right] = [maskOf(one), maskOf(other)];
      assert.deepEqual(masks.numbersOf(left), ascending(one));
      assert.deepEqual(masks.numbersOf(masks.union(left, right)), ascending([...one, ...other]));
      assert.deepEqual(masks.numbersOf(left), ascending(one), 'neither is changed');
      assert.equal(masks.isEmpty(left), one.length === 0);
      assert.ok(masks.sameMask(left, maskOf(one)));
      assert.equal(masks.sameMask(left, right), ascending(one).join() === ascending(other).join());
      assert.equal(
        masks.shareCalls(left, right),
        one.some((call) => other.includes(call)),
      );
      assert.equal(masks.isAll(left), false);
    }),
  );
});

test('all, none, and the last word, which does not count', () => {
  assert.deepEqual(
    masks.numbersOf(masks.ALL_SYSCALLS),
    Array.from({ length: 2048 }, (_, i) => i),
  );
  assert.equal(masks.MASK_LIMIT, 2047);
  assert.ok(masks.isAll(masks.fullMask()) && masks.isAll(masks.fullMask().fill(0, 63)));
  for (const word of [0, 1, 62]) assert.ok(!masks.isAll(masks.fullMask().fill(0xfffffffe, word, word + 1)), `${word}`);
  assert.ok(masks.isEmpty(masks.NO_SYSCALLS) && masks.isEmpty(masks.emptyMask()));
  assert.equal(masks.union(masks.NO_SYSCALLS, masks.ALL_SYSCALLS), masks.ALL_SYSCALLS);
});

/** struct audit_rule_data: flags, action, field_count, then mask, fields, values and fieldflags of 64 words each, buflen, buf. */
test('each part of a rule stands where the kernel looks for it', () => {
  const rule = {
    list: 4,
    action: 2,
    mask: maskOf([0, 33, 2047]),
    fields: [
      { field: 1, operator: 0x40000000, value: 0xfffffffe },
      { field: 105, operator: 0x30000000, text: '/a\xff' },
      { field: 210, operator: 0x40000000, text: 'key' },
    ],
  };
  for (const littleEndian of [true, false]) {
    const bytes = encodeRule(rule, { prepend: true, littleEndian });
    const word = (index: number): number =>
      littleEndian ? bytes.readUInt32LE(index * 4) : bytes.readUInt32BE(index * 4);
    assert.deepEqual([word(0), word(1), word(2)], [0x14, 2, 3]);
    assert.deepEqual([word(3), word(4), word(66)], [1, 2, 0x80000000]);
    assert.deepEqual([word(67), word(68), word(69), word(70)], [1, 105, 210, 0]);
    assert.deepEqual([word(131), word(132), word(133), word(134)], [0xfffffffe, 3, 3, 0]);
    assert.deepEqual([word(195), word(196), word(197), word(198)], [0x40000000, 0x30000000, 0x40000000, 0]);
    assert.equal(word(259), 6);
    assert.equal(bytes.toString('latin1', 1040), '/a\xffkey');
    const back = decodeRule(bytes, littleEndian);
    assert.deepEqual([back.list, back.action, back.fields], [0x14, 2, rule.fields]);
    assert.deepEqual(masks.numbersOf(back.mask), [0, 33, 2047]);
  }
  assert.equal(encodeRule(rule)[0], 4, 'behind the others');
});

test('what is cut short counts as zero or empty, and no more than 64 fields are read', () => {
  assert.deepEqual(decodeRule(Buffer.alloc(0), true), { list: 0, action: 0, mask: masks.emptyMask(), fields: [] });
  const bytes = Buffer.alloc(1040 + 2);
  bytes.writeUInt32LE(70, 8);
  bytes.writeUInt32LE(105, 67 * 4);
  bytes.writeUInt32LE(9, 131 * 4);
  bytes.write('ab', 1040);
  bytes.writeUInt32LE(7, 258 * 4);
  const { fields } = decodeRule(bytes, true);
  assert.equal(fields.length, 64);
  assert.deepEqual(fields[0], { field: 105, operator: 0, text: 'ab' });
  assert.deepEqual(fields[1], { field: 0, operator: 0, value: 0 });
  assert.deepEqual(fields[63], { field: 0, operator: 7, value: 0 });
  assert.deepEqual(decodeRule(bytes.subarray(0, 12), true).fields.length, 64);
  assert.equal(decodeRule(bytes, true).mask, decodeRule(bytes, true).mask, 'equal ones are one');
});

test('masks of rules are shared when all their words are the same, whatever the fields', () => {
  const read = (calls: readonly number[], ...keys: readonly string[]): Readonly<masks.SyscallMask> =>
    decodeRule(
      encodeRule({
        list: 4,
        action: 2,
        mask: maskOf(calls),
        fields: keys.map((text, i) => ({ field: 210 - i, operator: 0x40000000, text })),
      }),
    ).mask;
  assert.equal(read([5], 'a'), read([5], 'other'));
  assert.equal(read([5], 'a'), read([5], 'a', 'b'));
  for (const call of [0, 1, 31, 32, 2046, 2047])
    assert.deepEqual(masks.numbersOf(read([call, 100], 'a')), ascending([call, 100]));
});
