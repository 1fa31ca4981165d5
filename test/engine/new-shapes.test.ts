/**
 * Of a log whose events are ever new nothing is remembered at first sight, from some number of events on (`log/parts/first-sight.ts`);
 * that must not show, nor that it is remembered when it comes again.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { makeLog } from '../bench/make-log.js';
import { batchesOf } from '../support/batches.js';
import { searchJob, written } from './search-job.js';

function variedLog(): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-varied-'));
  const file = path.join(folder, 'audit.log');
  makeLog(file, { megabytes: 1.8, rate: 2, shuffle: false, varied: true });
  const log = readFileSync(file);
  rmSync(folder, { recursive: true });
  return log;
}

const once = await batchesOf(variedLog());

for (const format of ['csv', 'text', 'default', 'interpret', 'json', 'ecs', 'ecs-bulk', 'ocsf', 'otlp']) {
  test(`${format}: a long run writes events of ever new shapes as short ones do`, async () => {
    const batches = [...once, ...once, ...once];
    const short = await Promise.all(once.map((batch) => written({ ...searchJob, format }, [batch])));
    assert.equal(await written({ ...searchJob, format }, batches), short.join('').repeat(3));
  });
}
