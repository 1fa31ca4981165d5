/** Items stand in the order in which they first came, whatever order they are told in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PlacedTally } from '../../src/engine/placed-tally.js';

const small = fc.integer({ min: 0, max: 3 });
const added = fc.record({
  item: fc.oneof(small, fc.string({ maxLength: 1 })),
  count: fc.integer({ min: 1, max: 5 }),
  place: fc.tuple(small, small, fc.constantFrom(0, 1, 2 ** 40), small, small),
  i: small,
});
type Added = typeof added extends fc.Arbitrary<infer T> ? T : never;

function comparePlaces(one: Added, other: Added): number {
  const [a, b] = [
    [...one.place, one.i],
    [...other.place, other.i],
  ];
  const k = a.findIndex((value, at) => value !== b[at]);
  return k < 0 ? 0 : (a[k] ?? 0) - (b[k] ?? 0);
}

test('order of first appearance', () => {
  fc.assert(
    fc.property(fc.array(added), (all) => {
      const tally = new PlacedTally(new Map());
      for (const { item, count, place, i } of all) tally.add(item, count, place, i);
      const items = [...new Set(all.map(({ item }) => item))].map((item) => {
        const mine = all.filter((one) => one.item === item).sort(comparePlaces);
        return { item, first: mine[0], count: mine.reduce((sum, { count }) => sum + count, 0) };
      });
      items.sort(({ first: one }, { first: other }) => (one && other ? comparePlaces(one, other) : 0));
      assert.deepEqual(
        [...tally.counts()],
        items.map(({ item, count }) => [item, count]),
      );
    }),
  );
});

test('more items than it has room for at first', () => {
  const tally = new PlacedTally(new Map());
  for (let n = 5000; n > 0; n--) tally.add(`item ${n}`, n, [n, 0, 0, 0, 0], 0);
  const counts = [...tally.counts()];
  assert.deepEqual(counts[0], ['item 1', 1]);
  assert.deepEqual(counts.at(-1), ['item 5000', 5000]);
  assert.equal(counts.length, 5000);
});
