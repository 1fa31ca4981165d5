/** Bytes of runs that the ring needs for others are kept elsewhere, and no more of them than are needed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RunStore } from '../../../src/log/assemble/runs.js';

const RING = 1 << 20;
const CHUNK = 1 << 18;
const ring = Buffer.from(Array.from({ length: RING }, (_, i) => (i * 7919) >> 3));

const textOf = (store: RunStore, run: number): Buffer =>
  Buffer.from((store.savedIn(run) ?? ring).subarray(store.start[run], store.end[run]));

test('runs that are saved keep their bytes, whatever leaves meanwhile', () => {
  const step = fc.record({
    start: fc.integer({ min: 0, max: RING / 2 }),
    length: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: CHUNK - 5, max: CHUNK + 5000 })),
    isSaved: fc.boolean(),
    leaves: fc.option(fc.nat(20)),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const store = new RunStore(ring);
      const open: { readonly run: number; readonly text: Buffer }[] = [];
      for (const { start, length, isSaved, leaves } of steps) {
        const run = store.add(start, start + length, 1, 1, start);
        open.push({ run, text: Buffer.from(ring.subarray(start, start + length)) });
        if (isSaved) store.evacuate(run, start, start + 1);
        assert.equal(store.savedIn(run) !== undefined, isSaved);
        if (leaves !== null) for (const { run: gone } of open.splice(leaves, 1)) store.free(gone);
        for (const { run: kept, text } of open) assert.ok(textOf(store, kept).equals(text));
      }
      for (const { run } of open) store.free(run);
      assert.ok(store.heldBytes <= 2 * CHUNK, `${store.heldBytes} bytes are held for nothing`);
    }),
    { numRuns: 60 },
  );
});

test('only what the ring is about to overwrite is saved', () => {
  const store = new RunStore(ring);
  const run = store.add(100, 200, 1, 0, 100);
  for (const [from, to] of [
    [0, 100],
    [200, 300],
  ] as const)
    store.evacuate(run, from, to);
  assert.equal(store.savedIn(run), undefined);
  store.evacuate(run, 199, 300);
  assert.notEqual(store.savedIn(run), undefined);
});
