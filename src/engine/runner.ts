/**
 * Runs the work on the batches of a scan: on this thread while there is little of it, with the help of worker threads once
 * it is clear that there is much. A worker takes 200 ms and 30 MB to start and to warm up, so small logs and selective
 * searches never pay for one; and this thread, being warm, goes on whenever the workers have enough to do. With a worker
 * per processor instead, csv of 256 MB on two of them took as long as on one.
 */
import { availableParallelism } from 'node:os';
import { Out } from '../bytes/out.js';
import { type Batch, copyOf, isLarge } from '../log/batch.js';
import { type GatheredResult, gathered } from './gathered.js';
import type { Job } from './job.js';
import { Pace } from './pace.js';
import type { Pool } from './pool.js';
import type { Work, WorkResult } from './work.js';

/** Milliseconds of processor time on this thread before workers are thought of, and what must be left for them to be worth it. */
const FIRST_MS = 150;
const WORTH_MS = 1000;
/** Where every event is wanted, so much input is worth workers from the start: they warm up while this thread does. */
const SURELY_WORTH = 64 << 20;

export interface RunnerOptions {
  readonly job: Job;
  /** The work of `job` for this thread. */
  readonly work: Work;
  readonly out: Out;
  /** No event is left out. */
  readonly wantsAll: boolean;
  /** 0: never start workers. */
  readonly workers?: number | undefined;
  /** Size of all inputs; 0 when that is not known. */
  readonly totalBytes: number;
  /** Called in batch order, after the batch's bytes went to `out`. */
  readonly result: (result: WorkResult) => void;
}

export class Runner {
  readonly #options: RunnerOptions;
  readonly #workers: number;
  readonly #pace: Pace;
  #inlineMs = 0;
  #pool: Pool | undefined;
  #begun: boolean;
  /** Batches behind one that is too large to be worked on beside others. */
  #waiting: Batch[] = [];

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#pace = new Pace(options.totalBytes);
    this.#begun = options.work.begin === undefined;
    this.#workers = options.workers ?? availableParallelism() - 1;
  }

  process(batch: Batch): void {
    if (this.#pool) {
      if (isLarge(batch)) this.#waiting.push(batch);
      else if (this.#waiting.length > 0) this.#waiting.push(copyOf(batch));
      else if (this.#pool.hasRoom) this.#pool.post(batch);
      else this.#pool.add(gathered(this.#options.work, batch, this.#pool.spare()));
      return;
    }
    const started = process.cpuUsage(); // not the clock: on a busy machine more threads are no help
    this.#processHere(batch);
    const { user, system } = process.cpuUsage(started);
    this.#inlineMs += (user + system) / 1000;
  }

  #processHere(batch: Batch): void {
    const { work, out, result } = this.#options;
    if (this.#begun) {
      result(work.process(batch, out));
      return;
    }
    // What comes before the first event is only written if there is one.
    const chunks: Buffer[] = [];
    const held = new Out((chunk) => chunks.push(Buffer.from(chunk)));
    const done = work.process(batch, held);
    held.flush();
    this.#begin(done);
    for (const chunk of chunks) out.writeBytes(chunk);
    result(done);
  }

  #begin(done: WorkResult): void {
    if (this.#begun || done.matched === 0) return;
    this.#begun = true;
    this.#options.work.begin?.(this.#options.out);
  }

  /** To be awaited between segments: starts workers when it is time, and waits for room. */
  async room(bytesRead: number): Promise<void> {
    if (this.#waiting.length > 0) await this.#processWaiting();
    if (this.#pool) await this.#pool.room();
    else if (this.#workers > 0 && this.#isWorth(bytesRead)) await this.#start();
  }

  #isWorth(bytesRead: number): boolean {
    if (this.#options.wantsAll && this.#options.totalBytes > SURELY_WORTH) return true;
    return this.#pace.msLeft(bytesRead, this.#inlineMs) > WORTH_MS && this.#inlineMs > FIRST_MS;
  }

  /** Waits until everything is processed. */
  async end(): Promise<void> {
    await this.#processWaiting();
    await this.#pool?.drain();
    await this.#pool?.close();
    this.#options.work.end?.(this.#options.out);
  }

  async #processWaiting(): Promise<void> {
    await this.#pool?.drain();
    for (const batch of this.#waiting.splice(0)) this.#processHere(batch);
  }

  async #start(): Promise<void> {
    const { Pool } = await import('./pool.js');
    const { job, out, result } = this.#options;
    this.#pool = new Pool(job, this.#workers, (done: GatheredResult) => {
      this.#begin(done);
      out.writeBytes(done.bytes);
      result(done);
    });
  }
}
