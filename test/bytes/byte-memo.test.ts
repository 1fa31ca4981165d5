import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteMemo } from '../../src/bytes/byte-memo.js';

test('gives back what was kept for the same bytes and tag, and nothing else', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
  const question = fc.record({ text, tag: fc.integer({ min: -1, max: 2 }), before: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(question, { maxLength: 200 }), (questions) => {
      const memo = new ByteMemo<string>();
      for (const { text, tag, before } of questions) {
        const bytes = Buffer.from(`${'-'.repeat(before)}${text}---`);
        const found = memo.get(bytes, before, before + text.length, tag);
        if (found === undefined) memo.keep(`${tag} ${text}`);
        else assert.equal(found, `${tag} ${text}`);
      }
    }),
  );
});

test('finds again what it keeps', () => {
  const memo = new ByteMemo<number>();
  const bytes = Buffer.from('an item=0 name="/etc/passwd"');
  assert.equal(memo.get(bytes, 3, bytes.length, 7), undefined);
  memo.keep(42);
  assert.equal(memo.get(Buffer.from(bytes.subarray(3)), 0, bytes.length - 3, 7), 42);
});

test('keeps nothing for ranges that are too short or too long', () => {
  const memo = new ByteMemo<number>();
  for (const length of [0, 3, 513]) {
    assert.equal(memo.get(Buffer.alloc(600), 0, length, 1), undefined);
    memo.keep(1);
    assert.equal(memo.get(Buffer.alloc(600), 0, length, 1), undefined);
  }
});

test('notices that a log begins to repeat itself', () => {
  const memo = new ByteMemo<number>();
  const bytes = Buffer.alloc(8);
  const ask = (i: number): boolean => {
    bytes.writeUInt32LE(i, 0);
    const found = memo.get(bytes, 0, 8, 1) !== undefined;
    if (!found) memo.keep(i);
    return found;
  };
  for (let i = 0; i < 5000; i++) assert.ok(!ask(i));
  let found = 0;
  for (let i = 0; i < 5000; i++) if (ask(9999)) found++;
  assert.ok(found > 2000);
});
