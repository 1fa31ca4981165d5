/** Parts of reports that are added up: however many they are, and whatever is kept as it came. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OverviewTotals, overviewLines } from '../../src/reports/overview.js';
import type { TallyPart } from '../../src/reports/part.js';
import { Tally } from '../../src/reports/tally.js';

const items = fc.oneof(
  fc.array(fc.tuple(fc.string({ maxLength: 2 }), fc.integer({ min: 1, max: 4 }))),
  fc.array(fc.tuple(fc.integer({ min: -3, max: 12 }), fc.integer({ min: 1, max: 4 }))),
);

function partOf(counts: readonly (readonly [string | number, number])[]): TallyPart {
  return { kind: 'tally', counts: new Map(counts) };
}

/** By count, then numbers by value and texts as they came. */
function expected(parts: readonly TallyPart[]): readonly (readonly [string | number, number])[] {
  const sums = new Map<string | number, number>();
  for (const { counts } of parts) for (const [item, count] of counts) sums.set(item, (sums.get(item) ?? 0) + count);
  return [...sums].sort(
    ([i, one], [j, other]) => other - one || (typeof i === 'number' && typeof j === 'number' ? i - j : 0),
  );
}

test('a summary of one part, and of several', () => {
  fc.assert(
    fc.property(items, items, (one, other) => {
      const isSame = typeof one[0]?.[0] === typeof other[0]?.[0];
      for (const parts of [[partOf(one)], ...(isSame ? [[partOf(one), partOf(other), partOf(one)]] : [])]) {
        const tally = new Tally();
        for (const part of parts) tally.add(part);
        assert.deepEqual([...tally.sorted()], expected(parts));
      }
    }),
  );
  assert.deepEqual([...new Tally().sorted()], []);
});

test('different values of an overview: few, many, and many of which some are known', () => {
  const place = overviewLines.findIndex((line) => 'distinct' in line);
  const texts = (from: number, to: number): Set<string> =>
    new Set(Array.from({ length: to - from }, (_, i) => `${from + i}`));
  const cases: readonly (readonly (readonly [number, number])[])[] = [
    [[0, 30_000]],
    [
      [0, 5],
      [3, 30_000],
      [29_990, 60_000],
      [7, 9],
    ],
    [
      [0, 30_000],
      [29_990, 60_000],
      [0, 5],
      [59_999, 60_001],
    ],
    [
      [0, 0],
      [0, 30_000],
      [0, 30_000],
      [29_999, 30_001],
    ],
  ];
  for (const spans of cases) {
    const totals = new OverviewTotals();
    const all = new Set<string>();
    for (const [from, to] of spans) {
      const values = texts(from, to);
      for (const value of values) all.add(value);
      totals.add({ kind: 'overview', counters: [], distinct: [values, new Set([1, 2])] });
    }
    assert.equal(totals.numbers()[place], all.size, JSON.stringify(spans));
  }
});
