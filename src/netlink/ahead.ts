/**
 * Requests that are sent while the next ones are prepared. The kernel adds a rule inside the call that sends it, which
 * takes longer than to read its line; so a thread of the addon sends what is ready, and JavaScript goes on.
 *
 *   lines → requests → [ filled ] → [ under way ] → kernel
 *                                        ↓
 *           answers, and what waits for its turn between them, in the order in which they were given
 *
 * The thread stops at a refusal. That is answered before the rest is sent: the answer may ask the kernel something else, or
 * end it all by throwing.
 */
import { KernelError } from './kernel-error.js';
import { REQUEST_LIMIT, writeRequest } from './message.js';
import type { Series } from './transport.js';

export type Answered = (refusal?: KernelError) => void;

/** Requests of a usual size that are handed over together: to begin a thread takes the time of one or two. */
const TOGETHER = 64;
const USUAL_SIZE = 1100;

interface Batch {
  readonly bytes: Buffer;
  /** Bytes that are filled. */
  used: number;
  /** `end` of its request among the bytes; `undefined` for what has none. */
  readonly waiting: { readonly end: number | undefined; readonly answered: Answered }[];
}

export class Ahead {
  readonly #series: Series;
  #filled: Batch = newBatch();
  #underWay: Batch = newBatch();
  #isAnswering = false;

  constructor(series: Series) {
    this.#series = series;
  }

  /** Sends the request soon, and calls `answered` then. False: it is too large. */
  request(type: number, sequence: number, payload: Buffer, answered: Answered): boolean {
    if (this.#filled.used > TOGETHER * USUAL_SIZE) this.#handOver();
    const batch = this.#filled;
    const end = writeRequest(batch.bytes, batch.used, type, sequence, payload);
    if (end === undefined) return false;
    batch.used = end;
    batch.waiting.push({ end, answered });
    return true;
  }

  /** Calls `action` when all that was asked before is answered, which may be now. */
  inTurn(action: () => void): void {
    const isIdle = this.#filled.waiting.length === 0 && this.#underWay.waiting.length === 0;
    if (isIdle || this.#isAnswering) action();
    else this.#filled.waiting.push({ end: undefined, answered: action });
  }

  /** Waits for all answers. Throws what one of them throws; what is behind it is not sent then. */
  settle(): void {
    if (this.#isAnswering) return;
    while (this.#filled.waiting.length > 0 || this.#underWay.waiting.length > 0) this.#handOver();
  }

  #handOver(): void {
    this.#isAnswering = true;
    try {
      this.#answer(this.#underWay);
    } catch (error) {
      empty(this.#filled);
      throw error;
    } finally {
      this.#isAnswering = false;
      empty(this.#underWay);
    }
    [this.#filled, this.#underWay] = [this.#underWay, this.#filled];
    this.#start(0);
  }

  #start(from: number): void {
    const { bytes, used } = this.#underWay;
    if (from < used) this.#series.start(bytes.subarray(from, used));
  }

  #answer({ waiting, used }: Batch): void {
    let result = used > 0 ? this.#series.end() : undefined;
    let acknowledged = 0;
    for (const { end, answered } of waiting) {
      if (end === undefined) answered();
      else {
        result ??= this.#series.end();
        if (acknowledged++ < result.acknowledged) answered();
        else {
          answered(new KernelError(result.errno, 'adding a rule'));
          this.#start(end);
          [result, acknowledged] = [undefined, 0];
        }
      }
    }
  }
}

function newBatch(): Batch {
  return { bytes: Buffer.allocUnsafeSlow(TOGETHER * USUAL_SIZE + 2 * REQUEST_LIMIT), used: 0, waiting: [] };
}

function empty(batch: Batch): void {
  batch.used = 0;
  batch.waiting.length = 0;
}
