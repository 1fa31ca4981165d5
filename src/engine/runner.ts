/**
 * Runs the work on the batches of a scan: on this thread while there is little of it, with the help of a worker thread once
 * it is clear that there is much. A worker takes 400 ms of processor time and 30 MB to start and to warm up, so few logs
 * pay for one, and none for events that the kernel writes by patterns: to hand them over takes as long. This thread, being warm,
 * goes on whenever the worker has enough to do.
 */
import { availableParallelism } from 'node:os';
import { Out } from '../bytes/out.js';
import { type Batch, copyOf, piecesOf } from '../log/batch.js';
import { isLarge } from '../log/batch-builder.js';
import { type GatheredResult, gathered } from './gathered.js';
import type { Job } from './job.js';
import { Pace } from './pace.js';
import type { Pool } from './pool.js';
import type { Work, WorkResult } from './work.js';

/**
 * Milliseconds of processor time on this thread before workers are thought of, and what must be left for them to be worth it:
 * they are to shorten the wait by more than they add to processor time. Earlier this thread does not know how fast it will
 * be. On two processors a worker took, wall / processor seconds with it and without:
 *
 *     40 MB    -i 0.86 / 0.98, 0.61 / 0.57    csv 0.67 / 0.71, 0.48 / 0.46
 *     256 MB   -i 1.95 / 2.67, 2.01 / 2.11    csv 1.63 / 1.95, 1.43 / 1.54    json 3.66 / 5.19, 3.52 / 3.74
 */
const FIRST_MS = 500;
const WORTH_MS = 4000;
/**
 * Each takes 25 to 60 MB, and this thread has to read and put together for all of them. JSON of 150 MB of ever new events takes 31.0
 * seconds of processor time and 117 MB alone, 37.5 and 180 with one, 42.6 and 240 with two: shared evenly, the first saves 12 seconds
 * of waiting for 6.5, the second 4.5 for 5.
 */
const MOST_WORKERS = 1;
/** Bytes of a log that are handed over at once: they may be ten times as many of output, and several wait for those before them. */
const PIECE = 1 << 17;

export interface RunnerOptions {
  readonly job: Job;
  /** The work of `job` for this thread. */
  readonly work: Work;
  readonly out: Out;
  /** 0: never start workers. */
  readonly workers?: number | undefined;
  /** Size of all inputs; 0 when that is not known. */
  readonly totalBytes: number;
  /** Called in batch order, after the batch's bytes went to `out`. */
  readonly result: (result: WorkResult) => void;
}

export class Runner {
  readonly #options: RunnerOptions;
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
  }

  process(batch: Batch): void {
    if (this.#pool) {
      if (isLarge(batch)) this.#waiting.push(batch);
      else if (this.#waiting.length > 0) this.#waiting.push(copyOf(batch));
      else for (const piece of piecesOf(batch, PIECE)) this.#share(this.#pool, piece);
      return;
    }
    const started = process.cpuUsage(); // not the clock: on a busy machine more threads are no help
    this.#processHere(batch);
    const { user, system } = process.cpuUsage(started);
    this.#inlineMs += (user + system) / 1000;
  }

  #share(pool: Pool, piece: Batch): void {
    if (pool.hasRoom) pool.post(piece);
    else pool.add(gathered(this.#options.work, piece, pool.spare()));
  }

  #processHere(batch: Batch): void {
    const { work, out, result } = this.#options;
    if (this.#begun) {
      result(work.process(batch, out, this.#pool === undefined));
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
    else if (this.#isWorth(bytesRead)) await this.#start();
  }

  #isWorth(bytesRead: number): boolean {
    const isLong = this.#pace.msLeft(bytesRead, this.#inlineMs) > WORTH_MS && this.#inlineMs > FIRST_MS;
    return isLong && this.#options.work.isQuick?.() !== true;
  }

  /** Waits until everything is processed. */
  async end(): Promise<void> {
    this.#takeKept();
    await this.#processWaiting();
    await this.#pool?.drain();
    await this.#pool?.close();
    this.#options.work.end?.(this.#options.out);
  }

  #takeKept(): void {
    const kept = this.#options.work.kept?.();
    if (kept) this.#options.result(kept);
  }

  async #processWaiting(): Promise<void> {
    await this.#pool?.drain();
    for (const batch of this.#waiting.splice(0)) this.#processHere(batch);
  }

  async #start(): Promise<void> {
    const { job, out, result, workers = Math.min(availableParallelism() - 1, MOST_WORKERS) } = this.#options;
    if (workers === 0) return;
    const { Pool } = await import('./pool.js');
    this.#takeKept();
    this.#pool = new Pool(job, workers, (done: GatheredResult) => {
      this.#begin(done);
      out.writeBytes(done.bytes);
      result(done);
    });
    await this.#pool.begun();
  }
}
