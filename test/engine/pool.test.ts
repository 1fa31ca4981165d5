/** Worker threads give the output that one thread gives, in the same order, however the log is cut into batches. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Out } from '../../src/bytes/out.js';
import { gathered } from '../../src/engine/gathered.js';
import type { SearchJob } from '../../src/engine/job.js';
import { programFile } from '../../src/engine/location.js';
import { Pool } from '../../src/engine/pool.js';
import { createWork } from '../../src/engine/work-of.js';
import type { Batch } from '../../src/log/batch.js';
import type { SearchFormat } from '../../src/output/formats.js';
import { batchesOf } from '../support/batches.js';
import { draws } from '../support/draws.js';
import { searchJob } from './search-job.js';

const folder = path.resolve(import.meta.dirname, '../../fixtures/logs');
const logs = readdirSync(folder).map((name) => readFileSync(path.join(folder, name)));

const job = (format: SearchFormat): SearchJob => ({ ...searchJob, format });

async function inline(asked: SearchJob, batches: readonly Batch[]): Promise<string> {
  const work = await createWork(asked);
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  for (const batch of batches) work.process(batch, out);
  out.flush();
  return text;
}

async function pooled(asked: SearchJob, batches: readonly Batch[], size: number): Promise<string> {
  let text = '';
  const pool = new Pool(asked, size, ({ bytes }) => {
    text += Buffer.from(bytes).toString('latin1');
  });
  const work = await createWork(asked);
  for (const [i, batch] of batches.entries()) {
    if (i % 3 === 0 || !pool.hasRoom) pool.add(gathered(work, batch, pool.spare()));
    else pool.post({ ...batch, events: Float64Array.from(batch.events) });
    await pool.room();
  }
  await pool.drain();
  await pool.close();
  return text;
}

test('workers and cuts never show', {
  skip: !existsSync(programFile('worker.cjs')) && 'run `npm run build` first',
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...logs),
      fc.constantFrom<SearchFormat>('default', 'interpret', 'csv', 'text', 'json', 'raw'),
      fc.integer({ min: 1000, max: 60_000 }),
      fc.integer({ min: 1, max: 3 }),
      async (log, format, piece, workers) => {
        const whole = await inline(job(format), await batchesOf(log));
        assert.ok(whole.length > 0);
        assert.equal(await inline(job(format), await batchesOf(log, { piece, eachEvent: true })), whole);
        assert.equal(await pooled(job(format), await batchesOf(log, { piece, eachEvent: true }), workers), whole);
      },
    ),
    { numRuns: draws(12) },
  );
});

test('what a worker compiled is kept for the next one', {
  skip: !existsSync(programFile('worker.cjs')) && 'run `npm run build` first',
}, async () => {
  const caches = mkdtempSync(path.join(tmpdir(), 'ts-audit-pool-'));
  const { XDG_CACHE_HOME: before } = process.env;
  process.env.XDG_CACHE_HOME = caches; // a worker has a copy of the environment
  try {
    const batches = await batchesOf(logs[0] ?? Buffer.alloc(0), { piece: 1000, eachEvent: true });
    const first = await pooled(job('interpret'), batches, 1);
    const kept = readdirSync(path.join(caches, 'ts-audit')).filter((name) => name.startsWith('worker-'));
    assert.equal(kept.length, 1);
    assert.equal(await pooled(job('interpret'), batches, 1), first);
  } finally {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
    rmSync(caches, { recursive: true });
  }
});
