/** The scan kernel, the scanner's ring and the assembler against the naive model, on real and on random logs. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ScanOptions, ScanResult } from '../../../src/engine/scan-options.js';
import { draws } from '../../support/draws.js';
import { line, risingLog, written } from './log-draw.js';
import { assembled, model, scanned } from './scanned.js';

const logs = path.resolve(import.meta.dirname, '../../../../shared/conformance/logs');

test('real logs come out as the model says', { skip: !existsSync(logs) }, async () => {
  for (const name of readdirSync(logs)) {
    const log = readFileSync(path.join(logs, name));
    assert.deepEqual(await assembled(log, []), model(log), name);
  }
});

test('random logs, split anywhere, come out as the model says', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 60, size: 'max' }),
      fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(0, 1, 2, 5),
      async (lines, pieces, timeout) => {
        const log = Buffer.from(lines.join(''), 'latin1');
        assert.deepEqual(await assembled(log, pieces, timeout), model(log, timeout));
      },
    ),
    { numRuns: draws(300) },
  );
});

test('rising logs come out as the model says, with the stamps that headings tell', async () => {
  await fc.assert(
    fc.asyncProperty(
      risingLog,
      fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(1, 2, 5),
      async (log, pieces, timeout) => {
        const expected = model(log, timeout);
        assert.deepEqual(await assembled(log, pieces, timeout), expected);
        const spanned = await summary(log, pieces, { timeout, spans: true });
        // Each event alone is what the assembler releases; the kernel has no part in that.
        assert.deepEqual(spanned, await summary(log, pieces, { timeout, spans: true, eachEvent: true }));
        assert.equal(spanned.events, expected.length);
      },
    ),
    { numRuns: draws(300) },
  );
});

test('more events that leave at once than the kernel has rows for', async () => {
  const event = (i: number, sec: number): string =>
    `type=SYSCALL msg=audit(${sec}.${String(Math.floor(i / 10)).padStart(3, '0')}:${i}): a=1\n`;
  const burst = Array.from({ length: 9000 }, (_, i) => event(i, 1_700_000_000));
  const log = Buffer.from([...burst, event(9001, 1_700_000_100), event(9002, 1_700_000_200)].join(''));
  assert.deepEqual(await assembled(log, []), model(log));
});

async function summary(
  log: Buffer,
  pieces: readonly number[],
  options: Pick<ScanOptions, 'timeout' | 'spans' | 'eachEvent'>,
): Promise<Pick<ScanResult, 'events' | 'firstStamp' | 'spans' | 'counts'>> {
  const { events, firstStamp, spans, counts } = await scanned(log, pieces, {
    ...options,
    needles: [],
    batch: () => {},
  });
  return { events, firstStamp, spans, counts };
}

test('a needle keeps exactly the events that hold it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 40, size: 'max' }),
      fc.constantFrom('a=1', 'USER_LOGIN', '=2', 'fff'),
      async (lines, needle) => {
        const log = Buffer.from(lines.join(''), 'latin1');
        const wanted = (event: string): boolean => event.includes(needle);
        const kept = await assembled(log, [700], 2, { needles: [[{ kind: 'text', text: needle }]] });
        const all = await assembled(log, [700]);
        // The header is not shown literally, so a needle may keep more, never less; what is kept is in the same order.
        assert.deepEqual(kept.filter(wanted), all.filter(wanted));
        assert.deepEqual(
          kept,
          all.filter((event) => kept.includes(event)),
        );
      },
    ),
    { numRuns: draws(200) },
  );
});

const needle = { kind: 'text', text: 'needle' } as const;

test('only what is not wanted is left out unseen', async () => {
  const seen: number[] = [];
  await fc.assert(
    fc.asyncProperty(
      written,
      fc.integer({ min: 30, max: 3000 }),
      fc.record({
        needles: fc.constantFrom([], [[needle]], [[needle], [{ kind: 'text', text: ' 2' } as const]]),
        serial: fc.constantFrom(undefined, undefined, 2, 5),
        start: fc.constantFrom(undefined, undefined, 1_700_000_002),
        end: fc.constantFrom(undefined, undefined, 1_700_000_009),
      }),
      fc.constantFrom(1, 2, 5),
      async (lines, piece, selection, timeout) => {
        const { needles, serial, start = 0, end = Number.POSITIVE_INFINITY } = selection;
        const sec = (line: string): number => Number(/audit\((\d+)/.exec(line)?.[1]);
        const inside = lines.filter((line) => sec(line) >= start && sec(line) <= end);
        const expected = model(Buffer.from(inside.join('')), timeout).filter(
          (event) => serial === undefined || event.includes(`:${serial}\n`),
        );
        const found = await assembled(Buffer.from(lines.join('')), [piece], timeout, selection);
        // A line that the kernel is not sure of counts as one with a needle.
        const kept = expected.filter(
          (event) => needles.every((group) => group.some(({ text }) => event.includes(text))) || found.includes(event),
        );
        assert.deepEqual(found, kept);
        if (lines.length > 20 && needles.length > 0) seen.push(kept.length / Math.max(1, expected.length));
      },
    ),
    { numRuns: draws(1000) },
  );
  assert.ok(
    seen.some((part) => part < 0.5),
    'something is left out',
  );
});

test('arbitrary bytes never break the scan', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
      await assembled(Buffer.from(bytes), [97]);
    }),
  );
});
