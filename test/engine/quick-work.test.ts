/** No worker is started for what the kernel does alone (`runner.ts`). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Out } from '../../src/bytes/out.js';
import type { SearchJob } from '../../src/engine/job.js';
import { PatternSearch } from '../../src/engine/pattern-search.js';
import { searchWork } from '../../src/engine/search-work.js';
import { ecsFormatter } from '../../src/output/ecs.js';
import { batchesOf } from '../support/batches.js';
import { searchJob } from './search-job.js';

const accounts = {
  userName: () => undefined,
  groupName: () => undefined,
  userId: () => undefined,
  groupId: () => undefined,
};
const out = new Out(() => {});

/** Whether it was quick after each of these logs. */
async function quickAfter(...logs: readonly string[]): Promise<boolean[]> {
  const formatter = ecsFormatter({ accounts });
  const { patterns } = formatter;
  assert.ok(patterns);
  const seconds = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const look = { formatter, matches: () => true, takesAll: true, said: () => 0 };
  const search = new PatternSearch({ ...look, patterns, seconds }, { usual: 500, mostlyNew: 450 });
  const told: boolean[] = [];
  for (const log of logs) {
    for (const batch of await batchesOf(Buffer.from(log))) search.process(batch, out);
    told.push(search.isQuick);
  }
  return told;
}

const logOf = (comm: (i: number) => string, count = 500): string =>
  Array.from(
    { length: count },
    (_, i) => `type=ANOM_ABEND msg=audit(1.000:${i}): auid=0 pid=${i} comm="${comm(i)}"\n`,
  ).join('');

const alike = logOf(() => 'a');
const different = logOf((i) => `a${i}`);

test('a search is quick where nearly all events of the last stretch are like others', async () => {
  assert.deepEqual(await quickAfter(alike, different, alike), [true, false, true]);
});

test('where most events are new, that is told earlier', async () => {
  assert.deepEqual(await quickAfter(logOf((i) => `a${i}`, 470)), [false]);
  assert.deepEqual(await quickAfter(logOf((i) => `a${i % 50}`, 470)), [true]);
});

test('of the first events, which all are new, nothing is concluded', async () => {
  assert.deepEqual(await quickAfter(logOf((i) => `a${i}`, 400)), [true]);
});

test('a search that looks at each event is not quick', async () => {
  const job: SearchJob = { ...searchJob, query: { criterion: { kind: 'is', name: 'pid', value: 1 } } };
  const work = await searchWork(job);
  for (const batch of await batchesOf(Buffer.from(alike))) work.process(batch, out);
  assert.equal(work.isQuick?.(), false);
});
