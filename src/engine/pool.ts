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

/** Worker → pool. */
export type PoolMessage = { readonly number: number; readonly result: PoolResult } | { readonly error: string };

export class Pool {
  readonly #workers: { readonly worker: Worker; load: number }[];
  readonly #sink: (result: PoolResult) => void;
  readonly #done = new Map<number, PoolResult>();
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
          resourceLimits: { maxYoungGenerationSizeMb: 8 },
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
    const copy = copyOf(batch); // the batch's own bytes are about to be overwritten
    const buffers = [copy.bytes, copy.events, copy.lines].map(({ buffer }) => buffer as ArrayBuffer);
    member.worker.postMessage({ number: this.#posted++, batch: copy }, buffers);
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
    this.#done.set(message.number, message.result);
    try {
      for (let next = this.#done.get(this.#delivered); next; next = this.#done.get(this.#delivered)) {
        this.#done.delete(this.#delivered++);
        this.#sink(next);
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
