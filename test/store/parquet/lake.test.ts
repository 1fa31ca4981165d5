/** Where logs begin and end is what all their rows say, however few of these are looked at. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { logsOf, streamsOf } from '../../../src/store/parquet/lake.js';
import { repeatingLog } from '../../engine/repeating-log.js';
import { draws } from '../../support/draws.js';
import { shippedFiles, storeFolder } from '../../support/shipped.js';

const folder = storeFolder();
after(() => rmSync(folder, { recursive: true }));

/** Events without a time, lines that are no record. */
const edges = fc.constantFrom('', 'no record\n', 'type=PATH msg=audit(0.000:7): item=0 name="/x"\n', '\n'.repeat(300));

test('the ends of logs', async () => {
  await fc.assert(
    fc.asyncProperty(
      repeatingLog,
      fc.array(edges, { maxLength: 2 }),
      edges,
      fc.constantFrom(30, 400, 5000),
      async (log, before, behind, batch) => {
        const files = await shippedFiles(folder, { one: before.join('') + log + behind }, batch);
        for (const stream of await streamsOf(files)) {
          // Where nothing says that rows are of one log, all of them are looked at.
          const unknown = stream.units.map((unit) => ({ ...unit, logStart: undefined }));
          assert.deepEqual(await logsOf(stream), await logsOf({ units: unknown }));
        }
      },
    ),
    { numRuns: draws(30) },
  );
});
