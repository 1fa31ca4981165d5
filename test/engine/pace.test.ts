/** What is left is told by the latest stretch, as the first one is slow for another reason. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../src/engine/pace.js';

test('the first stretch says nothing, the latest counts', () => {
  const pace = new Pace(8_000);
  assert.equal(pace.msLeft(1_000, 75), 0);
  assert.equal(pace.msLeft(1_000, 165), 0, 'in the middle of it');
  assert.equal(pace.msLeft(2_000, 225), 900, 'the rest at 150 ms a stretch');
  assert.equal(pace.msLeft(4_000, 285), 120, 'at 60 ms for two');
  assert.equal(pace.msLeft(8_000, 400), 0);
});

test('a pipe may go on for ever', () => {
  const pace = new Pace(0);
  assert.equal(pace.msLeft(1_000, 75), 0);
  assert.equal(pace.msLeft(2_000, 225), Number.POSITIVE_INFINITY);
});
