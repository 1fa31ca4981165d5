/** The ring that files are read into becomes larger where much of it has to be saved. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventsOf } from '../../../src/log/batch.js';
import { RING_AT } from '../../../src/log/scan/layout.js';
import { Scanner } from '../../../src/log/scan/scanner.js';
import { draws } from '../../support/draws.js';
import { model, scanned, shown } from './scanned.js';

const SEGMENT = 1 << 14;
const ROUND = 6 * SEGMENT;

/** Bytes of the ring that so many bytes of lines come to stand in. */
function used(length: number, saved: (from: number, to: number) => number): number {
  const scanner = new Scanner(saved, SEGMENT);
  const line = Buffer.from(`type=CWD msg=audit(1700000000.000:1): ${'x'.repeat(89)}\n`);
  let most = 0;
  for (let read = 0; read < length; ) {
    const space = scanner.space();
    space.fill(line);
    most = Math.max(most, space.byteOffset + space.length - RING_AT);
    scanner.filled(space.length);
    read += space.length;
    while (scanner.scan(false) > 0);
  }
  return most;
}

test('it is four times as large once more than a quarter was saved on the way around, and no larger', () => {
  const all = (from: number, to: number): number => to - from;
  assert.equal(used(ROUND, all), ROUND);
  assert.equal(used(20 * ROUND, all), 4 * ROUND);
  assert.equal(
    used(20 * ROUND, () => SEGMENT / 4),
    ROUND,
  );
});

/** Events whose lines mix with those of their neighbours, as several processors write them: `rate` a second. */
const busy: fc.Arbitrary<Buffer> = fc
  .record({
    count: fc.integer({ min: 1000, max: 1600 }),
    rate: fc.constantFrom(50, 300, 1000),
    mixed: fc.integer({ min: 1, max: 5 }),
    lengths: fc.array(fc.constantFrom(0, 90, 400, 900), { minLength: 1, maxLength: 7 }),
  })
  .map(({ count, rate, mixed, lengths }) => {
    const lines = Array.from({ length: count }, (_, i) => {
      const ms = Math.floor((i * 1000) / rate);
      const stamp = `${1_700_000_000 + Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}:${i}`;
      return ['SYSCALL', 'CWD', 'PATH'].map(
        (type, line) => `type=${type} msg=audit(${stamp}): ${'b'.repeat(lengths[(i + line) % lengths.length] ?? 0)}\n`,
      );
    });
    const groups = Array.from({ length: Math.ceil(count / mixed) }, (_, i) => lines.slice(i * mixed, (i + 1) * mixed));
    return Buffer.from(groups.map((group) => [0, 1, 2].flatMap((i) => group.map((one) => one[i])).join('')).join(''));
  });

test('a busy log comes out as the model says while the ring becomes larger', async () => {
  await fc.assert(
    fc.asyncProperty(
      busy,
      fc.integer({ min: 5000, max: 3 * SEGMENT }),
      fc.constantFrom(1, 2),
      async (log, piece, timeout) => {
        const found: string[] = [];
        await scanned(log, [piece], {
          ...{ timeout, needles: [], segment: SEGMENT },
          batch: (batch) => {
            for (const one of eventsOf(batch)) found.push(shown(one));
          },
        });
        assert.deepEqual(found, model(log, timeout));
      },
    ),
    { numRuns: draws(20) },
  );
});
