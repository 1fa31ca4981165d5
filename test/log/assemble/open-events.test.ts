/** What is known of open events stays known, however many there are, and nothing of the one before is left in a slot. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpenEvents } from '../../../src/log/assemble/open-events.js';

const COUNT = 300;

/** All that is told of a slot's event. */
function factsOf(events: OpenEvents, slot: number) {
  const { firstRun, lastRun, size, lineCount, hit, single, anySingle, ended, touched } = events;
  const columns = [firstRun, lastRun, size, lineCount, hit, single, anySingle, ended, touched];
  return { id: events.idOf(slot), facts: columns.map((column) => column[slot]) };
}

function begun(events: OpenEvents, slot: number): void {
  const run = events.runs.add(slot, slot + 1, 1, 1, 1000 + slot);
  events.begin(slot, 10 + slot, slot % 1000, 5 * slot, slot % 2 ? 'a' : undefined);
  events.append(slot, run, 3, 7);
  events.hit[slot] = events.ended[slot] = slot % 2;
  events.single[slot] = events.anySingle[slot] = slot % 3 ? 1 : 0;
  events.touched[slot] = slot + 0.5;
}

test('columns grow together', () => {
  const events = new OpenEvents(Buffer.alloc(0));
  for (let slot = 0; slot < COUNT; slot++) begun(events, slot);
  for (let slot = 0; slot < COUNT; slot++)
    assert.deepEqual(factsOf(events, slot), {
      id: { sec: 10 + slot, milli: slot % 1000, serial: 5 * slot, node: slot % 2 ? 'a' : undefined },
      facts: [slot, slot, 7, 3, slot % 2, slot % 3 ? 1 : 0, slot % 3 ? 1 : 0, slot % 2, slot + 0.5],
    });
});

test('a slot that is used again knows nothing of before', () => {
  const events = new OpenEvents(Buffer.alloc(0));
  begun(events, 1);
  events.end(1);
  assert.equal(events.idOf(1).node, undefined);
  events.begin(1, 1, 2, 3, 'b');
  const { id, facts } = factsOf(events, 1);
  assert.deepEqual(id, { sec: 1, milli: 2, serial: 3, node: 'b' });
  assert.deepEqual(facts.slice(0, -1), [-1, -1, 0, 0, 0, 0, 0, 0]);
});

test('runs follow each other, and are free when the event has ended', () => {
  const events = new OpenEvents(Buffer.alloc(0));
  events.begin(0, 1, 2, 3, undefined);
  const runs = [100, 200, 300].map((offset, i) => {
    const run = events.runs.add(0, 1, 1, 1, offset);
    events.append(0, run, i + 1, 10);
    return run;
  });
  assert.deepEqual([...events.runs.from(runs[0] ?? -1)], runs);
  assert.deepEqual([events.firstOffset(0), events.lastOffset(0)], [100, 300]);
  assert.deepEqual([events.lineCount[0], events.size[0]], [6, 30]);
  events.end(0);
  const again = runs.map(() => events.runs.add(0, 1, 1, 1, 0));
  assert.deepEqual(new Set(again), new Set(runs));
});

test('an event is known by all four parts of its stamp, and comes before others by time, serial and slot', () => {
  const events = new OpenEvents(Buffer.alloc(0));
  const stamps: readonly (readonly [number, number, number, string | undefined])[] = [
    [5, 6, 7, undefined],
    [5, 6, 7, 'a'],
    [5, 6, 8, undefined],
    [5, 7, 1, undefined],
    [6, 0, 0, undefined],
  ];
  for (const [slot, stamp] of stamps.entries()) events.begin(slot, ...stamp);
  for (const one of stamps.keys())
    for (const [other, stamp] of stamps.entries()) {
      assert.equal(events.is(one, ...stamp), one === other);
      assert.equal(events.before(one, other), one < other);
    }
});
