/**
 * Worker threads that process batches. Results come out in batch order, those of batches that the caller processed
 * itself among them, and no more are under way than fit in memory.
 */
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Batch, copyOf } from '../log/batch.js';
import type { GatheredResult } from './gathered.js';
import { heapAsUsual, heapSmallAgain } from './heap-room.js';
import type { Job } from './job.js';
import { programFile } from './location.js';

/** Batches per worker that may wait or be worked on. */
const DEPTH = 3;
/** Results per worker that may wait for those before them. */
const AHEAD = 5;

/** Pool → worker. `spare`: memory for the output. */
export interface PoolOrder {
  readonly number: number;
  readonly batch: Batch;
  readonly spare: ArrayBuffer | undefined;
}

/** Worker → pool. `spare`: the memory of the batch's bytes. */
export type PoolMessage =
  | 'begun'
  | { readonly number: number; readonly result: GatheredResult; readonly spare: ArrayBuffer }
  | { readonly error: string };

export class Pool {
  readonly #workers: { readonly worker: Worker; load: number }[];
  readonly #sink: (result: GatheredResult) => void;
  readonly #done = new Map<number, GatheredResult>();
  // Memory goes to and fro with the messages: left to the collector it would pile up to more than all the rest.
  readonly #spareBatches: ArrayBuffer[] = [];
  readonly #spareOutputs: ArrayBuffer[] = [];
  #begun = 0;
  #posted = 0;
  #delivered = 0;
  #wake: (() => void) | undefined;
  #failure: Error | undefined;

  constructor(job: Job, size: number, sink: (result: GatheredResult) => void) {
    this.#sink = sink;
    heapAsUsual();
    this.#workers = Array.from({ length: size }, () => {
      const member = {
        worker: new Worker(`require(${JSON.stringify(programFile('launch.cjs'))}).load('worker')`, {
          eval: true,
          workerData: job,
          resourceLimits: { maxYoungGenerationSizeMb: 4 },
        }),
        load: 0,
      };
      member.worker.on('message', (message: PoolMessage) => {
        if (message === 'begun') this.#begin();
        else {
          member.load--;
          this.#receive(message);
        }
      });
      member.worker.on('error', (error) => this.#fail(error));
      return member;
    });
  }

  /** Waits until all workers have begun: until then nothing keeps this thread's heap small. */
  async begun(): Promise<void> {
    await this.#until(() => this.#begun === this.#workers.length);
  }

  /** True when a batch that is posted now will not wait long. */
  get hasRoom(): boolean {
    return this.#workers.some(({ load }) => load < DEPTH);
  }

  /** Memory for the output of a batch that the caller processes. */
  spare(): ArrayBuffer | undefined {
    return this.#spareOutputs.pop();
  }

  /** Takes the result of the batch behind all those posted so far. */
  add(result: GatheredResult): void {
    this.#done.set(this.#posted++, result);
    this.#deliver();
  }

  post(batch: Batch): void {
    const member = this.#workers.reduce((least, other) => (other.load < least.load ? other : least));
    member.load++;
    const copy = copyOf(batch, this.#spareBatches.pop()); // the batch's own bytes are about to be overwritten
    const spare = this.spare();
    const order: PoolOrder = { number: this.#posted++, batch: copy, spare };
    const buffers = [copy.bytes, copy.events, copy.lines].map(({ buffer }) => buffer as ArrayBuffer);
    member.worker.postMessage(order, spare ? [...buffers, spare] : buffers);
  }

  /** Takes the results that have come, and waits until not too many are missing or waiting for others. */
  async room(): Promise<void> {
    await turn(); // a small file that is read at once gives messages no chance
    await this.#until(() => this.#posted - this.#delivered < this.#workers.length * AHEAD);
  }

  /** Waits for all results. */
  async drain(): Promise<void> {
    await this.#until(() => this.#posted === this.#delivered);
  }

  /** Workers that have nothing to do end by themselves: what they compiled may be kept (`cli/launch.ts`). */
  async close(): Promise<void> {
    heapAsUsual();
    await Promise.all(this.#workers.map(({ worker, load }) => (load > 0 ? worker.terminate() : ended(worker))));
  }

  #begin(): void {
    if (++this.#begun === this.#workers.length) heapSmallAgain();
    this.#wake?.();
  }

  #receive(message: Exclude<PoolMessage, 'begun'>): void {
    if ('error' in message) {
      this.#fail(new Error(message.error));
      return;
    }
    this.#spareBatches.push(message.spare);
    this.#done.set(message.number, message.result);
    this.#deliver();
    this.#wake?.();
  }

  #deliver(): void {
    try {
      for (let next = this.#done.get(this.#delivered); next; next = this.#done.get(this.#delivered)) {
        this.#done.delete(this.#delivered++);
        this.#sink(next);
        this.#spareOutputs.push(next.bytes.buffer as ArrayBuffer);
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error))); // a closed pipe, a full disk
    }
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

async function ended(worker: Worker): Promise<void> {
  if (worker.threadId < 0) return; // it has ended already
  const exit = once(worker, 'exit');
  worker.postMessage('end');
  await exit;
}
