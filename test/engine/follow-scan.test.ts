/** Events leave as soon as they are whole, none is lost or comes twice, and a later scan can go on anywhere. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FollowScan } from '../../src/engine/follow-scan.js';
import { eventsOf } from '../../src/log/batch.js';
import type { AuditEvent } from '../../src/log/event.js';
import { draws } from '../support/draws.js';

const shape = ({ serial, records }: AuditEvent): string => `${serial}:${records.map(({ type }) => type).join(',')}`;

interface Scanned {
  readonly scan: FollowScan;
  /** Takes what left since the last call. */
  left(): string[];
}

function scanning(released?: ReadonlyMap<number, number>): Scanned {
  let events: string[] = [];
  const scan = new FollowScan({
    timeout: 2,
    released,
    badStamp: () => {},
    batch: (batch) => {
      for (const event of eventsOf(batch)) events.push(shape(event));
    },
  });
  return {
    scan,
    left: () => {
      const taken = events;
      events = [];
      return taken;
    },
  };
}

const line = (type: string, serial: number, sec = 100): string => `type=${type} msg=audit(${sec}.000:${serial}): a=1\n`;
const bytes = (...lines: readonly string[]): Buffer => Buffer.from(lines.join(''));

test('an event leaves with its EOE record, a lone one at once, others after a time of silence', () => {
  const { scan, left } = scanning();
  scan.feed(bytes(line('SYSCALL', 1), line('SYSCALL', 2), line('PATH', 2), line('EOE', 2), line('USER_LOGIN', 3)), 0);
  assert.deepEqual(left(), ['2:1300,1302,1320', '3:1112']); // 1 is still open, but holds nobody back
  scan.feed(bytes(line('PATH', 1)), 1000);
  scan.quiet(2900);
  assert.deepEqual(left(), []);
  scan.quiet(3100);
  assert.deepEqual(left(), ['1:1300,1302']);
  scan.end();
  assert.deepEqual(left(), []);
});

test('an unfinished line waits for its end', () => {
  const { scan, left } = scanning();
  const text = bytes(line('USER_LOGIN', 7));
  scan.feed(text.subarray(0, 30), 0);
  scan.quiet(10_000);
  assert.deepEqual(left(), []);
  scan.feed(text.subarray(30), 10_000);
  assert.deepEqual(left(), ['7:1112']);
});

/** Events of one to three records, interleaved at random, most of them with an end. */
const logs = fc
  .array(fc.record({ records: fc.integer({ min: 1, max: 3 }), ends: fc.boolean(), single: fc.boolean() }), {
    minLength: 1,
    maxLength: 30,
    size: 'max',
  })
  .chain((events) => {
    const queues = events.map(({ records, ends, single }, i) => {
      if (single) return [line('USER_LOGIN', i + 1)];
      const lines = Array.from({ length: records }, (_, k) => line(k === 0 ? 'SYSCALL' : 'PATH', i + 1));
      return ends ? [...lines, line('EOE', i + 1)] : lines;
    });
    const length = queues.reduce((sum, queue) => sum + queue.length, 0);
    return fc
      .array(fc.nat({ max: 3 }), { minLength: length, maxLength: length, size: 'max' })
      .map((choices) => interleaved(queues, choices));
  });

/** Takes the next line of one of the first few events that have some left. */
function interleaved(queues: readonly (readonly string[])[], choices: readonly number[]): string[] {
  const rest = queues.map((queue) => [...queue]);
  return choices.map((choice) => {
    const open = rest.filter((queue) => queue.length > 0);
    return open[choice % Math.min(open.length, 4)]?.shift() ?? '';
  });
}

test('cut into any pieces, every event comes once and whole', () => {
  fc.assert(
    fc.property(logs, fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 }), (lines, cuts) => {
      const text = bytes(...lines);
      const { scan, left } = scanning();
      for (let at = 0, i = 0; at < text.length; i++) {
        const length = cuts[i % cuts.length] ?? 1;
        scan.feed(text.subarray(at, at + length), 0);
        at += length;
      }
      scan.end();
      const whole = scanning();
      whole.scan.feed(text, 0);
      whole.scan.end();
      assert.deepEqual(left().toSorted(), whole.left().toSorted());
    }),
    { numRuns: draws(300) },
  );
});

test('stopped anywhere and gone on with at the resume point: the same events, none twice', () => {
  fc.assert(
    fc.property(logs, fc.nat(), (lines, cut) => {
      const text = bytes(...lines);
      const all = scanning();
      all.scan.feed(text, 0);
      all.scan.end();
      const first = scanning();
      const end = cut % (text.length + 1);
      first.scan.feed(text.subarray(0, end), 0);
      const { offset, released } = first.scan.resume;
      const second = scanning(new Map([...released].map(([from, to]) => [from - offset, to - offset])));
      second.scan.feed(text.subarray(offset), 0);
      second.scan.end();
      assert.deepEqual([...first.left(), ...second.left()].toSorted(), all.left().toSorted());
    }),
    { numRuns: draws(500) },
  );
});
