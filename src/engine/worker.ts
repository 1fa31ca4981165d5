/** A worker thread: batches in, results out (see pool.ts). */
import { parentPort, workerData } from 'node:worker_threads';
import { Out } from '../bytes/out.js';
import type { Batch } from '../log/batch.js';
import { createWork, type Job } from './job.js';
import type { PoolMessage } from './pool.js';

const port = parentPort;
if (!port) throw new Error('engine/worker.ts runs in a worker thread only');

// `workerData` is untyped; the pool is its only sender.
const work = createWork(workerData as Job);

port.on('message', async ({ number, batch }: { number: number; batch: Batch }) => {
  port.postMessage(await answer(number, batch));
});

async function answer(number: number, batch: Batch): Promise<PoolMessage> {
  try {
    const chunks: Buffer[] = [];
    const out = new Out((chunk) => chunks.push(Buffer.from(chunk)));
    const result = (await work).process(batch, out);
    out.flush();
    return { number, result: { ...result, bytes: Buffer.concat(chunks) } };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
