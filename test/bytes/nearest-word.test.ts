/** The nearest word against the plain definition of the distance. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nearest } from '../../src/bytes/nearest-word.js';
import { draws } from '../support/draws.js';

/** Edits that turn one word into the other, a letter at a time. */
function distance(one: string, other: string): number {
  if (one === '' || other === '') return one.length + other.length;
  const [x, y] = [one.slice(1), other.slice(1)];
  const swapped = one.slice(0, 2) === [...other.slice(0, 2)].reverse().join('') && one.length > 1;
  return Math.min(
    distance(x, other) + 1,
    distance(one, y) + 1,
    distance(x, y) + (one[0] === other[0] ? 0 : 1),
    swapped ? distance(one.slice(2), other.slice(2)) + 1 : Number.POSITIVE_INFINITY,
  );
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });

test('the first of those at the least distance, if that is at most a third of the letters', () => {
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 6 }), (wanted, known) => {
      const most = Math.floor(wanted.length / 3);
      const least = Math.min(...known.map((each) => distance(wanted, each)));
      const expected = least > most ? undefined : known.find((each) => distance(wanted, each) === least);
      assert.equal(nearest(wanted, known), expected);
    }),
    { numRuns: draws(500) },
  );
});

test('of a word however long, as many letters as words have', () => {
  assert.equal(nearest(`${'x'.repeat(70)}`, ['x'.repeat(64), 'y'.repeat(200), 'x'.repeat(300)]), 'x'.repeat(64));
  assert.equal(nearest('OPENTA', ['openat']), 'openat');
});
