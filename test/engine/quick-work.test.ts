/** No worker is started for what the kernel does alone (`runner.ts`). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Out } from '../../src/bytes/out.js';
import type { SearchJob } from '../../src/engine/job.js';
import { searchWork } from '../../src/engine/search-work.js';
import { batchesOf } from '../support/batches.js';

const job: SearchJob = {
  tool: 'search', query: {}, format: 'ecs', escape: 'tty', extras: {}, colour: false, terminal: false, utc: true, debug: false,
  justOne: false, env: { LC_ALL: 'C', TZ: 'UTC' },
}; // biome-ignore format: one glance

/** Whether the work on these logs, one behind the other, was quick at the end. */
async function isQuick(asked: SearchJob, ...logs: readonly string[]): Promise<boolean | undefined> {
  const work = await searchWork(asked);
  for (const log of logs) for (const batch of await batchesOf(Buffer.from(log))) work.process(batch, new Out(() => {}));
  return work.isQuick?.();
}

const logOf = (comm: (i: number) => string): string =>
  Array.from(
    { length: 500 },
    (_, i) => `type=ANOM_ABEND msg=audit(1.000:${i}): auid=0 pid=${i} comm="${comm(i)}"\n`,
  ).join('');

const alike = logOf(() => 'a');
const different = logOf((i) => `a${i}`);

test('a search is quick where nearly all events are like others, whatever came before', async () => {
  assert.deepEqual(
    [
      await isQuick(job, alike),
      await isQuick(job, different),
      await isQuick(job, different, alike),
      await isQuick(job, alike, different),
    ],
    [true, false, true, false],
  );
});

test('a search that looks at each event is not', async () => {
  assert.equal(await isQuick({ ...job, format: 'default' }, alike), false);
});
