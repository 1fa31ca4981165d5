/** Csv and text write events of a shape that they have written without a look at their records; that must not show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Out } from '../../src/bytes/out.js';
import type { SearchJob } from '../../src/engine/job.js';
import { searchWork } from '../../src/engine/search-work.js';
import type { Batch } from '../../src/log/batch.js';
import { batchesOf } from '../support/batches.js';
import { repeatingLog } from './repeating-log.js';

const plain: SearchJob = {
  tool: 'search',
  query: {},
  format: 'csv',
  escape: 'tty',
  extras: { keys: true, labels: false, object2: true, time: true },
  colour: false,
  terminal: false,
  utc: true,
  debug: false,
  justOne: false,
  env: { TZ: 'UTC' },
};

/** `each`: with a gate, events are written one by one. */
async function written(job: SearchJob, batches: readonly Batch[], each: boolean): Promise<string> {
  const work = await searchWork(job, each ? (_, matched) => matched : undefined);
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  for (const batch of batches) {
    const { matched, messages } = work.process(batch, out);
    out.flush();
    text += `\n${matched} ${messages}\n`;
  }
  return text;
}

for (const format of ['csv', 'text']) {
  test(`${format}: events written by shape are events written one by one`, async () => {
    const job = { ...plain, format };
    await fc.assert(
      fc.asyncProperty(repeatingLog, async (log) => {
        const batches = await batchesOf(Buffer.from(log, 'latin1'));
        assert.equal(await written(job, batches, false), await written(job, batches, true));
      }),
      { numRuns: 100 },
    );
  });
}
