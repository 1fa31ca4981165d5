/** The events of one of several logs in their order, as a merge takes them one by one. */
import { appendEvent, type Batch, type OpenBatch } from '../log/batch.js';
import type { EventId } from '../log/event.js';

export class Lane implements Omit<EventId, 'node'> {
  readonly #queue: Batch[] = [];
  readonly #usedUp: () => void;
  #event = 0;
  #line = 0;

  /** `usedUp` is called when a batch has been taken to its end, and may `put` the next one. */
  constructor(usedUp: () => void) {
    this.#usedUp = usedUp;
  }

  /** Its bytes are the lane's from now on. */
  put(batch: Batch): void {
    this.#queue.push(batch);
  }

  /** Batches that wait. */
  get length(): number {
    return this.#queue.length;
  }

  get hasEvent(): boolean {
    return this.#queue.length > 0;
  }

  get sec(): number {
    return this.#queue[0]!.events[this.#event]!;
  }

  get milli(): number {
    return this.#queue[0]!.events[this.#event + 1]!;
  }

  get serial(): number {
    return this.#queue[0]!.events[this.#event + 2]!;
  }

  moveEvent(to: OpenBatch): void {
    const batch = this.#queue[0]!;
    this.#line = appendEvent(to, batch, this.#event, this.#line);
    this.#event += 4;
    if (this.#event < batch.events.length) return;
    this.#queue.shift();
    this.#event = 0;
    this.#line = 0;
    this.#usedUp();
  }
}

/** Whether the next event of `one` goes before that of `other`. */
export function isBefore(one: Lane, other: Lane): boolean {
  if (one.sec !== other.sec) return one.sec < other.sec;
  return one.milli !== other.milli ? one.milli < other.milli : one.serial < other.serial;
}
