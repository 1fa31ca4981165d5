/** The events of one of several logs in their order, as a merge takes them one by one. */
import { type Batch, idAt } from '../log/batch.js';
import { EVENT } from '../log/batch-layout.js';
import type { EventId } from '../log/event.js';
import { appendEvent, type OpenBatch } from '../log/open-batch.js';

export class Lane implements Omit<EventId, 'node'> {
  readonly #queue: Batch[] = [];
  readonly #usedUp: () => void;
  #event = 0;
  #line = 0;
  /** Of the next event, while there is one. */
  sec = 0;
  milli = 0;
  serial = 0;

  /** `usedUp` is called when a batch has been taken to its end, and may `put` the next one. */
  constructor(usedUp: () => void) {
    this.#usedUp = usedUp;
  }

  /** Its bytes are the lane's from now on. */
  put(batch: Batch): void {
    if (this.#queue.push(batch) === 1) this.#look(batch);
  }

  /** Batches that wait. */
  get length(): number {
    return this.#queue.length;
  }

  get hasEvent(): boolean {
    return this.#queue.length > 0;
  }

  /** Takes the next event. */
  moveEvent(to: OpenBatch): void {
    const [batch, next] = this.#queue;
    if (!batch) return;
    this.#line = appendEvent(to, batch, this.#event, this.#line);
    this.#event += EVENT;
    if (this.#event < batch.events.length) {
      this.#look(batch);
      return;
    }
    this.#queue.shift();
    this.#event = 0;
    this.#line = 0;
    if (next) this.#look(next);
    this.#usedUp();
  }

  #look(batch: Batch): void {
    ({ sec: this.sec, milli: this.milli, serial: this.serial } = idAt(batch, this.#event));
  }
}

/** Whether the next event of `one` goes before that of `other`. */
export function isBefore(one: Lane, other: Lane): boolean {
  if (one.sec !== other.sec) return one.sec < other.sec;
  return one.milli !== other.milli ? one.milli < other.milli : one.serial < other.serial;
}
