/** Open events that wait in the kernel between scans, around the whole ring: nobody may see that. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventsOf } from '../../../src/log/batch.js';
import { draws } from '../../support/draws.js';
import { model, scanned, shown } from './scanned.js';

/** So little that a log of some hundred kB goes around the ring. */
const SEGMENT = 1 << 14;

/** One event: its lines, how much later than the one before, and whether another one's late line stands in it. */
const event = fc.record({
  step: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(1, 20, 150) },
    { weight: 2, arbitrary: fc.constantFrom(0, 900, 2500) },
    { weight: 1, arbitrary: fc.constantFrom(-1, -400) },
  ),
  node: fc.oneof({ weight: 12, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constant('node=a ') }),
  types: fc.constantFrom(['SYSCALL', 'CWD', 'PATH'], ['SYSCALL', 'EOE'], ['USER_LOGIN'], ['LOGIN'], ['EOE'], ['PATH']),
  text: fc.oneof({ weight: 5, arbitrary: fc.constant('a') }, { weight: 1, arbitrary: fc.constant('needle') }),
  length: fc.constantFrom(0, 200, 900, 4000),
  noise: fc.oneof({ weight: 60, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constant('no record\n') }),
});

const log: fc.Arbitrary<Buffer> = fc.array(event, { minLength: 150, maxLength: 400, size: 'max' }).map((events) => {
  let stamp = 1_700_000_000_000;
  let serial = 0;
  const lines = events.map(({ step, node, types, text, length, noise }) => {
    stamp += step;
    if (step > 0) serial++;
    const time = `${Math.floor(stamp / 1000)}.${String(stamp % 1000).padStart(3, '0')}:${serial}`;
    return (
      types.map((type) => `${node}type=${type} msg=audit(${time}): ${text} ${'b'.repeat(length)}\n`).join('') + noise
    );
  });
  return Buffer.from(lines.join(''), 'latin1');
});

const pieces = fc.array(fc.integer({ min: 2000, max: 3 * SEGMENT }), { minLength: 1, maxLength: 4 });

for (const [name, needles, end] of [
  ['all events', [], undefined],
  ['those with a needle', [[{ kind: 'text', text: 'needle' }]], undefined],
  ['those of some seconds', [], 1_700_000_004],
] as const)
  test(`${name} of a log that goes around the ring come out as the model says`, async () => {
    await fc.assert(
      fc.asyncProperty(log, pieces, fc.constantFrom(1, 2, 5), async (bytes, lengths, timeout) => {
        const found: string[] = [];
        await scanned(bytes, lengths, {
          timeout,
          needles,
          end,
          segment: SEGMENT,
          batch: (batch) => {
            for (const one of eventsOf(batch)) found.push(shown(one));
          },
        });
        // A line that the kernel is not sure of counts as one with a needle.
        const seen = new Set(found);
        const expected = model(until(bytes, end), timeout).filter(
          (one) => seen.has(one) || needles.length === 0 || one.includes('needle'),
        );
        assert.deepEqual(found, expected);
      }),
      { numRuns: draws(60) },
    );
  });

/** Its lines up to that second. */
function until(bytes: Buffer, end = Number.POSITIVE_INFINITY): Buffer {
  const lines = bytes.toString('latin1').split(/(?<=\n)/);
  return Buffer.from(lines.filter((line) => Number(/audit\((\d+)/.exec(line)?.[1] ?? 0) <= end).join(''), 'latin1');
}
