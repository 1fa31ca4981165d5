/** What is asked for before it is wanted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { begun } from '../../src/engine/begun.js';

test('it is asked for at once, and comes in order', async () => {
  const asked: number[] = [];
  const numbers = async function* (): AsyncGenerator<number> {
    for (let i = 0; i < 3; i++) {
      asked.push(i);
      yield i;
    }
  };
  const all = begun(numbers());
  await setImmediate();
  assert.deepEqual(asked, [0]);
  const found: number[] = [];
  for await (const one of all) found.push(one);
  assert.deepEqual(found, [0, 1, 2]);
});

test('what goes wrong is thrown where it is wanted', async () => {
  const all = begun({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('no answer')) }),
  });
  await setImmediate();
  await assert.rejects(async () => {
    for await (const _ of all);
  }, /no answer/);
});
