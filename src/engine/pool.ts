/** Worker threads that process batches; results come back in batch order, and no more are under way than fit in memory. */
import { Worker } from 'node:worker_threads';
import { type Batch, copyOf } from '../log/batch.js';
import type { Job } from './job.js';
import { programFile } from './location.js';
import type { WorkResult } from './work.js';

/** Batches per worker that may wait or be worked on. */
const DEPTH = 2;

export interface PoolResult extends WorkResult {
  readonly bytes: Uint8Array;
}

/** Pool → worker. `spare`: memory for the output. */
export interface PoolOrder {
  readonly number: number;
  readonly batch: Batch;
  readonly spare: ArrayBuffer | undefined;
}

/** Worker → pool. `spare`: the memory of the batch's bytes. */
export type PoolMessage =
  | { readonly number: number; readonly result: PoolResult; readonly spare: ArrayBuffer }
  | { readonly error: string };

export class Pool {
  readonly #workers: { readonly worker: Worker; load: number }[];
  readonly #sink: (result: PoolResult) => void;
  readonly #done = new Map<number, PoolResult>();
  // Memory goes to and fro with the messages: left to the collector it would pile up to more than all the rest.
  readonly #spareBatches: ArrayBuffer[] = [];
  readonly #spareOutputs: ArrayBuffer[] = [];
  #posted = 0;
  #delivered = 0;
  #wake: (() => void) | undefined;
  #failure: Error | undefined;

  constructor(job: Job, size: number, sink: (result: PoolResult) => void) {
    this.#sink = sink;
    this.#workers = Array.from({ length: size }, () => {
      const member = {
        worker: new Worker(programFile('worker.cjs'), {
          workerData: job,
          resourceLimits: { maxYoungGenerationSizeMb: 4 },
        }),
        load: 0,
      };
      member.worker.on('message', (message: PoolMessage) => {
        member.load--;
        this.#receive(message);
      });
      member.worker.on('error', (error) => this.#fail(error));
      return member;
    });
  }

  post(batch: Batch): void {
    const member = this.#workers.reduce((least, other) => (other.load < least.load ? other : least));
    member.load++;
    const copy = copyOf(batch, this.#spareBatches.pop()); // the batch's own bytes are about to be overwritten
    const spare = this.#spareOutputs.pop();
    const order: PoolOrder = { number: this.#posted++, batch: copy, spare };
    const buffers = [copy.bytes, copy.events, copy.lines].map(({ buffer }) => buffer as ArrayBuffer);
    member.worker.postMessage(order, spare ? [...buffers, spare] : buffers);
  }

  /** Waits until another batch may be posted. */
  async room(): Promise<void> {
    await this.#until(() => this.#posted - this.#delivered < this.#workers.length * DEPTH);
  }

  /** Waits for all results. */
  async drain(): Promise<void> {
    await this.#until(() => this.#posted === this.#delivered);
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map(({ worker }) => worker.terminate()));
  }

  #receive(message: PoolMessage): void {
    if ('error' in message) {
      this.#fail(new Error(message.error));
      return;
    }
    this.#spareBatches.push(message.spare);
    this.#done.set(message.number, message.result);
    try {
      for (let next = this.#done.get(this.#delivered); next; next = this.#done.get(this.#delivered)) {
        this.#done.delete(this.#delivered++);
        this.#sink(next);
        this.#spareOutputs.push(next.bytes.buffer as ArrayBuffer);
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error))); // a closed pipe, a full disk
    }
    this.#wake?.();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake?.();
  }

  async #until(ready: () => boolean): Promise<void> {
    while (!this.#failure && !ready()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    if (this.#failure) throw this.#failure;
  }
}
