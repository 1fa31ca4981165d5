/** Open events leave by time, serial and slot, whatever left before its turn. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OpenEvents } from '../../../src/log/assemble/open-events.js';
import { ReleaseOrder } from '../../../src/log/assemble/release-order.js';
import { Slots } from '../../../src/log/assemble/slots.js';

type Key = readonly [sec: number, milli: number, serial: number, slot: number];

const isBefore = (one: Key, other: Key): boolean => {
  const at = one.findIndex((part, i) => part !== other[i]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
};

const begin = fc.record({
  kind: fc.constant('begin' as const),
  sec: fc.nat(20),
  milli: fc.nat(2),
  serial: fc.nat(3),
});
const step = fc.oneof(
  { weight: 4, arbitrary: begin },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('first' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), which: fc.nat() }) },
);

test('the first to leave is the least of those that are open', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 250, size: 'max' }), fc.boolean(), (all, isRising) => {
      const events = new OpenEvents(Buffer.alloc(0));
      const slots = new Slots();
      const gone = new Set<number>();
      const order = new ReleaseOrder(events, (slot) => {
        assert.ok(gone.delete(slot), 'its turn comes once, and only if it left before');
        slots.putBack(slot);
      });
      const open = new Map<number, Key>();
      const first = (): number =>
        [...open.values()].reduce<Key | undefined>(
          (least, key) => (least && isBefore(least, key) ? least : key),
          undefined,
        )?.[3] ?? -1;
      const shift = (): void => {
        const slot = order.first();
        assert.equal(slot, first());
        if (slot < 0) return;
        order.shift(slot);
        open.delete(slot);
        slots.putBack(slot);
      };
      for (const [i, one] of all.entries()) {
        if (one.kind === 'begin') {
          const slot = slots.take(-1);
          const sec = isRising ? i >> 3 : one.sec;
          events.begin(slot, sec, one.milli, one.serial, undefined);
          order.add(slot);
          open.set(slot, [sec, one.milli, one.serial, slot]);
        } else if (one.kind === 'first') shift();
        else {
          const slot = [...open.keys()][one.which % Math.max(1, open.size)];
          if (slot === undefined) continue;
          order.leave(slot);
          gone.add(slot);
          open.delete(slot);
        }
        assert.equal(order.size, open.size);
        assert.deepEqual(
          [...order.values()].sort((a, b) => a - b),
          [...open.keys()].sort((a, b) => a - b),
        );
      }
      while (open.size > 0) shift();
      assert.equal(order.first(), -1);
      assert.equal(gone.size, 0);
      assert.equal(order.inOrder.size + order.stragglers.size, 0);
    }),
  );
});

test('events that begin in order are queued, only late ones are sorted', () => {
  const events = new OpenEvents(Buffer.alloc(0));
  const order = new ReleaseOrder(events, () => {});
  for (const [slot, sec] of [5, 6, 6, 4, 7].entries()) {
    events.begin(slot, sec, 0, 0, undefined);
    order.add(slot);
  }
  assert.deepEqual([[...order.inOrder.values()], [...order.stragglers.values()]], [[0, 1, 2, 4], [3]]);
});
