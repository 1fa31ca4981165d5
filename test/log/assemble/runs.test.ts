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

test('runs that are free are used again, and runs stand side by side as long as they fit', () => {
  const store = new RunStore(ring);
  const first = store.add(0, 10, 1, 0, 0);
  store.free(first);
  assert.equal(store.add(0, 10, 1, 0, 0), first);
  const halves = [0, 1].map(() => store.add(10, 10 + CHUNK / 2, 1, 0, 0));
  for (const half of halves) store.evacuate(half, 10, 11);
  assert.equal(store.heldBytes, CHUNK);
  assert.equal(new Set(halves.map((half) => store.savedIn(half))).size, 1);
});

test('a run keeps what was said of it, however many there are', () => {
  const store = new RunStore(ring);
  const runs = Array.from({ length: 1000 }, (_, i) => store.add(i, i + 3, 5 * i, 2 * i, 7 * i));
  assert.equal(new Set(runs).size, runs.length);
  for (const [i, run] of runs.entries()) {
    const { start, end, lines, kind, offset, next } = store;
    assert.deepEqual(
      [start, end, lines, kind, offset, next].map((column) => column[run]),
      [i, i + 3, 5 * i, 2 * i, 7 * i, -1],
    );
    assert.equal(store.savedIn(run), undefined);
  }
  for (const run of runs) store.evacuate(run, 0, 2000);
  for (const [i, run] of runs.entries()) {
    assert.notEqual(store.savedIn(run), undefined);
    assert.ok(textOf(store, run).equals(ring.subarray(i, i + 3)));
  }
});

test('the newline behind a run is saved with it, where it has one', () => {
  for (const kind of [0, 1, 2, 3]) {
    const store = new RunStore(ring);
    const [run, next] = [store.add(100, 200, 1, kind, 0), store.add(300, 400, 1, 0, 0)] as const;
    for (const one of [run, next]) store.evacuate(one, 0, RING);
    const end = store.end[run] ?? 0;
    assert.equal(store.start[next], end + (kind & 1));
    if (kind & 1) assert.equal(store.savedIn(run)?.[end], ring[200]);
  }
});

test('chunks that are empty are filled again, but no larger ones', () => {
  const store = new RunStore(ring);
  const saved = (length: number): number => {
    const run = store.add(0, length, 1, 0, 0);
    store.evacuate(run, 0, 1);
    return run;
  };
  const usual = saved(CHUNK);
  const chunk = store.savedIn(usual);
  saved(CHUNK);
  store.free(usual);
  assert.equal(store.savedIn(saved(CHUNK)), chunk);
  const large = saved(3 * CHUNK);
  saved(CHUNK);
  assert.equal(store.heldBytes, 6 * CHUNK);
  store.free(large);
  saved(CHUNK);
  assert.equal(store.heldBytes, 4 * CHUNK);
});
