/** Events that are fed each for itself come out as a scan of their log has them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LoneEvents } from '../../src/engine/lone-events.js';
import { eventsOf } from '../../src/log/batch.js';
import type { AuditEvent } from '../../src/log/event.js';
import { batchesOf } from '../support/batches.js';
import { draws } from '../support/draws.js';
import { repeatingLog } from './repeating-log.js';

function told({ sec, milli, serial, node, records }: AuditEvent): unknown {
  const lines = records.map(({ type, line, newline }) => ({ type, line, newline }));
  return { sec, milli, serial, node, lines };
}

/** As stored rows have them. */
function bytesOf({ records }: AuditEvent): Buffer {
  return Buffer.from(records.map(({ line, newline }) => `${line}${newline ? '\n' : '\0\n'}`).join(''), 'latin1');
}

async function assertSame(log: Buffer): Promise<number> {
  const expected: unknown[] = [];
  const found: unknown[] = [];
  const places: number[] = [];
  const lone = new LoneEvents({
    timeout: 2,
    badStamp: () => {},
    each: (event, i) => {
      found.push(told(event));
      places.push(i);
    },
  });
  for (const batch of await batchesOf(log)) {
    for (const event of eventsOf(batch)) {
      expected.push(told(event));
      lone.read(bytesOf(event));
    }
  }
  lone.end();
  assert.deepEqual(found, expected);
  assert.deepEqual(
    places,
    found.map((_, i) => i),
  );
  return found.length;
}

test('events of repeating logs', async () => {
  let events = 0;
  await fc.assert(
    fc.asyncProperty(repeatingLog, async (log) => {
      events += await assertSame(Buffer.from(log, 'latin1'));
    }),
    { numRuns: draws(20) },
  );
  assert.ok(events > 500, `${events} events`);
});

function execve(serial: number, length: number): string {
  const stamp = `msg=audit(1600000000.000:${serial}):`;
  const words = Array.from({ length }, (_, i) => `type=EXECVE ${stamp} argc=1 a0[${i}]=${'41'.repeat(3500)}\n`);
  return `type=SYSCALL ${stamp} arch=c000003e syscall=59 success=yes\n${words.join('')}`;
}

test('events larger than a batch, and than all that is read at once, between small ones', async () => {
  const log = [1, 300, 2, 700, 1, 0].map((length, i) => execve(i + 1, length)).join('');
  assert.equal(await assertSame(Buffer.from(log)), 6);
});

test('equal stamps one behind the other are not put together', () => {
  const found: unknown[] = [];
  const each = (event: AuditEvent): unknown => found.push(told(event));
  const lone = new LoneEvents({ timeout: 2, badStamp: () => {}, each });
  for (let i = 0; i < 3; i++) lone.read(Buffer.from(execve(7, 1)));
  lone.end();
  assert.equal(found.length, 3);
  assert.deepEqual(found[1], found[0]);
});

test('lines that are no event, or two', () => {
  const lone = (): LoneEvents => new LoneEvents({ timeout: 2, badStamp: () => {}, each: () => {} });
  const error = /the lines of a stored event are not one event/;
  assert.throws(() => lone().read(Buffer.from('nothing\n')), error);
  assert.throws(() => lone().read(Buffer.from(execve(1, 1) + execve(2, 1))), error);
});
