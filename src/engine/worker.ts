/** A worker thread: batches in, results out (see pool.ts). */
import { parentPort, workerData } from 'node:worker_threads';
import { Out } from '../bytes/out.js';
import { createWork, type Job } from './job.js';
import type { PoolMessage, PoolOrder } from './pool.js';

const port = parentPort;
if (!port) throw new Error('engine/worker.ts runs in a worker thread only');

// `workerData` is untyped; the pool is its only sender.
const work = createWork(workerData as Job);

port.on('message', async (order: PoolOrder) => {
  const message = await answer(order);
  port.postMessage(message, 'error' in message ? [] : [message.spare, message.result.bytes.buffer as ArrayBuffer]);
});

async function answer({ number, batch, spare }: PoolOrder): Promise<PoolMessage> {
  try {
    const gathered = new Gathered(spare ?? new ArrayBuffer(batch.bytes.length * 2));
    const out = new Out((chunk) => gathered.add(chunk));
    const result = (await work).process(batch, out);
    out.flush();
    return { number, result: { ...result, bytes: gathered.bytes }, spare: batch.bytes.buffer as ArrayBuffer };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** The output of one batch, in memory that is handed over whole. */
class Gathered {
  #memory: Uint8Array;
  #used = 0;

  constructor(memory: ArrayBuffer) {
    this.#memory = new Uint8Array(memory);
  }

  add(chunk: Uint8Array): void {
    if (this.#used + chunk.length > this.#memory.length) {
      const larger = new Uint8Array((this.#used + chunk.length) * 2);
      larger.set(this.#memory.subarray(0, this.#used));
      this.#memory = larger;
    }
    this.#memory.set(chunk, this.#used);
    this.#used += chunk.length;
  }

  get bytes(): Uint8Array {
    return this.#memory.subarray(0, this.#used);
  }
}
