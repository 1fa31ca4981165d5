/** Raw output of events that the scanner has put together is written by its kernel: as that of each event for itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Out } from '../../src/bytes/out.js';
import { searchWork } from '../../src/engine/search-work.js';
import { copyOf } from '../../src/log/batch.js';
import { scanned } from '../log/scan/scanned.js';
import { draws } from '../support/draws.js';
import { searchJob } from './search-job.js';

interface Written {
  readonly text: string;
  readonly matched: number;
  /** Batches of which the kernel has written something. */
  readonly byKernel: number;
}

/** What the kernel writes, what is written from the batch, and what event by event. */
async function allWays(log: Buffer, pieces: readonly number[]): Promise<readonly Written[]> {
  const ways = await Promise.all(
    [undefined, undefined, (_: unknown, isMatch: boolean) => isMatch].map(async (gate) => {
      const way = { text: '', matched: 0, byKernel: 0 };
      const out = new Out((chunk) => {
        way.text += chunk.toString('latin1');
      });
      return { way, out, work: await searchWork(searchJob, { gate }) };
    }),
  );
  await scanned(log, pieces, {
    timeout: 2,
    needles: [],
    batch: (batch) => {
      for (const [i, { way, out, work }] of ways.entries()) {
        const { writeRaw } = batch;
        if (i === 0 && writeRaw) way.byKernel++;
        way.matched += work.process(i === 0 ? batch : copyOf(batch), out).matched;
        out.flush();
      }
    },
  });
  return ways.map(({ way }) => way);
}

const NAMES = '\x1dUID="root"';

const log: fc.Arbitrary<Buffer> = fc
  .array(
    fc.record({
      step: fc.oneof(
        { weight: 30, arbitrary: fc.constantFrom(1, 400, 2500) },
        { weight: 1, arbitrary: fc.constant(-1) },
      ),
      node: fc.constantFrom('', '', 'node=a '),
      lines: fc.array(
        fc.record({
          type: fc.constantFrom('SYSCALL', 'CWD', 'PATH', 'PATH', 'PROCTITLE', 'AVC', 'USER_AVC', 'EOE'),
          length: fc.constantFrom(0, 1, 14, 15, 16, 17, 300),
          names: fc.constantFrom('', NAMES),
        }),
        { minLength: 1, maxLength: 6 },
      ),
      noise: fc.oneof({ weight: 40, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constant('no record\n') }),
    }),
    { minLength: 1, maxLength: 60, size: 'max' },
  )
  .map((events) => {
    let stamp = 1_700_000_000_000;
    const text = events.map(({ step, node, lines, noise }, i) => {
      stamp += step;
      const time = `${Math.floor(stamp / 1000)}.${String(stamp % 1000).padStart(3, '0')}:${i}`;
      const event = lines.map(
        ({ type, length, names }) => `${node}type=${type} msg=audit(${time}): a=${'b'.repeat(length)}${names}\n`,
      );
      return event.join('') + noise;
    });
    return Buffer.from(text.join(''), 'latin1');
  });

test('the kernel writes what is written event by event', async () => {
  let byKernel = 0;
  await fc.assert(
    fc.asyncProperty(log, fc.array(fc.integer({ min: 500, max: 90_000 }), { maxLength: 4 }), async (bytes, pieces) => {
      const [kernel, batch, each] = await allWays(bytes, pieces);
      assert.equal(kernel?.text, each?.text);
      assert.equal(batch?.text, each?.text);
      assert.equal(kernel?.matched, each?.matched);
      byKernel += kernel?.byKernel ?? 0;
    }),
    { numRuns: draws(100) },
  );
  assert.ok(byKernel > 40, `${byKernel} batches`);
});

test('an event that does not fit at once is written all the same', async () => {
  const record = (type: string, serial: number, names: string): string =>
    `type=${type} msg=audit(1700000000.000:${serial}): a=${'b'.repeat(8000)}${names}\n`;
  const event = (serial: number, count: number): string =>
    record('SYSCALL', serial, NAMES) + record('PATH', serial, '').repeat(count - 1);
  // The last one lets those before it leave.
  const later = 'type=LOGIN msg=audit(1700000100.000:6): a=1\n'.repeat(2);
  const bytes = Buffer.from(
    [event(1, 3), event(2, 50), event(3, 3), event(4, 31), event(5, 32), later].join(''),
    'latin1',
  );
  const [kernel, , each] = await allWays(bytes, []);
  assert.equal(kernel?.text, each?.text);
  assert.equal(kernel?.matched, each?.matched);
  assert.ok(kernel?.byKernel);
});
