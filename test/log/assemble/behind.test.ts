/** Of events that are left out, those count that are later than what comes after them: a merge must know of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventsOf } from '../../../src/log/batch.js';
import { isEarlier, type Stamp } from '../../../src/log/stamp.js';
import { draws } from '../../support/draws.js';
import { written } from '../scan/log-draw.js';
import { scanned } from '../scan/scanned.js';

interface Came {
  readonly stamp: Stamp;
  readonly text: string;
  readonly told: Stamp | undefined;
}

async function came(log: Buffer, pieces: readonly number[], needle: string | undefined): Promise<readonly Came[]> {
  const all: Came[] = [];
  await scanned(log, pieces, {
    ...{ timeout: 1, eachEvent: true, tellsBehind: true },
    needles: needle === undefined ? [] : [[{ kind: 'text', text: needle }]],
    batch: (batch, told) => {
      for (const event of eventsOf(batch))
        all.push({ stamp: event, text: event.records.map(({ text }) => text).join('\n'), told });
    },
  });
  return all;
}

const idOf = ({ sec, milli, serial }: Stamp): string => `${sec}.${milli}:${serial}`;

test('what is told is the latest of those left out, where an event comes behind it', async () => {
  let late = 0;
  await fc.assert(
    fc.asyncProperty(
      written,
      fc.array(fc.integer({ min: 30, max: 3000 }), { minLength: 1, maxLength: 3 }),
      async (lines, pieces) => {
        const log = Buffer.from(lines.join(''));
        const whole = await came(log, pieces, undefined);
        assert.ok(
          whole.every(({ told }) => told === undefined),
          'nothing is left out',
        );
        const some = await came(log, pieces, 'needle');
        const kept = new Set(some.map(({ text }) => text));
        let latest: Stamp | undefined;
        let told: Stamp | undefined;
        let at = 0;
        for (const { stamp, text } of whole) {
          if (!kept.has(text)) {
            if (!latest || isEarlier(latest, stamp)) latest = stamp;
            continue;
          }
          const event = some[at++];
          if (event?.told) told = event.told;
          if (!latest || !isEarlier(stamp, latest)) continue;
          late++;
          assert.equal(told && idOf(told), idOf(latest));
        }
      },
    ),
    { numRuns: draws(100) },
  );
  assert.ok(late > 5, 'some come behind');
});
