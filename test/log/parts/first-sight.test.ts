import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FirstSight } from '../../../src/log/parts/first-sight.js';

/** How many of so many new things are worth it; each of the others comes again if `returns` says so. */
function worth(sight: FirstSight, count: number, returns: (n: number) => boolean): number {
  let taken = 0;
  for (let n = 0; n < count; n++) {
    if (sight.isWorth()) taken++;
    else if (returns(n)) sight.cameAgain();
  }
  return taken;
}

test('the first ones are worth remembering, and no others while hardly any comes again', () => {
  const sight = new FirstSight(100);
  assert.equal(
    worth(sight, 100, () => false),
    100,
  );
  assert.equal(
    worth(sight, 100_000, (n) => n % 10 === 0),
    0,
  );
});

test('where many come again, most are worth it', () => {
  const sight = new FirstSight(100);
  assert.ok(worth(sight, 100_000, (n) => n % 3 === 0) > 70_000);
});

test('a log that begins to repeat itself is noticed, and one that ceases to', () => {
  const sight = new FirstSight(100);
  worth(sight, 10_000, () => false);
  assert.ok(worth(sight, 10_000, () => true) > 7000);
  assert.ok(worth(sight, 10_000, () => false) < 2500);
});
