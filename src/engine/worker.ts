/** A worker thread: batches in, results out (see pool.ts). */
import { parentPort, workerData } from 'node:worker_threads';
import { gathered } from './gathered.js';
import type { Job } from './job.js';
import type { PoolMessage, PoolOrder } from './pool.js';
import type { Work } from './work.js';
import { createWork } from './work-of.js';

const port = parentPort;
if (!port) throw new Error('engine/worker.ts runs in a worker thread only');

// `workerData` is untyped; the pool is its only sender.
const job: Job = workerData;
const work = workFor(job);

/** Workers serve every program; the programs themselves carry only what their own runs need. */
async function workFor(job: Job): Promise<Work> {
  return job.tool === 'replay' ? (await import('./replay-work.js')).replayWork(job.simulation) : createWork(job, true); // else it would not be worth a worker, see `PatternSearch.isQuick`
}

port.on('message', async (order: PoolOrder | 'end') => {
  if (order === 'end') {
    port.close();
    return;
  }
  const message = await answer(order);
  port.postMessage(message, 'error' in message ? [] : [message.spare, message.result.bytes.buffer as ArrayBuffer]);
});

port.postMessage('begun' satisfies PoolMessage);

async function answer({ number, batch, spare }: PoolOrder): Promise<Exclude<PoolMessage, 'begun'>> {
  try {
    return { number, result: gathered(await work, batch, spare), spare: batch.bytes.buffer as ArrayBuffer };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
