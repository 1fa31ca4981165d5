/** The assembler's heap, queue and slot numbers against arrays. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { grown, IntHeap, IntQueue, Slots } from '../../../src/log/assemble/slots.js';

/** Numbers to put in; undefined takes one out. More go in than come out, so that all of them grow. */
const steps = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.nat(1000) }, { weight: 1, arbitrary: fc.constant(undefined) }),
  {
    maxLength: 400,
    size: 'max',
  },
);

const ascending = (items: Iterable<number>): readonly number[] => [...items].sort((a, b) => a - b);

test('a heap gives the least first', () => {
  fc.assert(
    fc.property(steps, fc.boolean(), (all, isUpwards) => {
      const heap = new IntHeap((a, b) => (isUpwards ? a < b : a > b));
      let model: number[] = [];
      for (const step of all) {
        if (step === undefined && model.length === 0) continue;
        if (step === undefined) assert.equal(heap.pop(), model.shift());
        else {
          heap.push(step);
          model = [...model, step].sort((a, b) => (isUpwards ? a - b : b - a));
        }
        assert.equal(heap.size, model.length);
        assert.equal(heap.peek(), model[0] ?? -1);
      }
      assert.deepEqual(ascending(heap.values()), ascending(model));
      for (const item of model) assert.equal(heap.pop(), item);
      assert.equal(heap.peek(), -1);
    }),
  );
});

test('a queue gives the oldest first', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const queue = new IntQueue();
      const model: number[] = [];
      for (const step of all) {
        if (step === undefined && model.length === 0) continue;
        if (step === undefined) assert.equal(queue.shift(), model.shift());
        else {
          queue.push(step);
          model.push(step);
        }
        assert.equal(queue.size, model.length);
        assert.deepEqual([queue.peek(), queue.last()], [model[0] ?? -1, model.at(-1) ?? -1]);
      }
      assert.deepEqual([...queue.values()], model);
    }),
  );
});

test('the lowest number that is free is taken, or the one that is given', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ kind: 'take' as const, given: -1 }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('take' as const), given: fc.nat(300) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('put back' as const), which: fc.nat() }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (all) => {
      const slots = new Slots();
      const taken = new Set<number>();
      let count = 0;
      for (const one of all) {
        if (one.kind === 'put back') {
          const slot = [...taken][one.which % Math.max(1, taken.size)];
          if (slot === undefined) continue;
          slots.putBack(slot);
          taken.delete(slot);
        } else if (!taken.has(one.given)) {
          let lowest = 0;
          while (taken.has(lowest)) lowest++;
          const slot = one.given < 0 ? lowest : one.given;
          assert.equal(slots.take(one.given), slot);
          taken.add(slot);
          count = Math.max(count, slot + 1);
        }
        assert.equal(slots.count, count);
        for (let slot = 0; slot <= count; slot++) assert.equal(slots.isTaken(slot), taken.has(slot));
      }
    }),
  );
});

test('a copy twice as long, of the same kind', () => {
  for (const Kind of [Int32Array, Float64Array, Uint8Array] as const) {
    const copy = grown(new Kind([1, 2, 3]) as Int32Array);
    assert.deepEqual(copy, new Kind([1, 2, 3, 0, 0, 0]));
  }
});
