/** The events of one of several logs in their order, as a merge takes them one by one. */
import { type Batch, idAt } from '../log/batch.js';
import { EVENT } from '../log/batch-layout.js';
import { appendEvent, type OpenBatch } from '../log/open-batch.js';
import { latestOf, type Stamp } from '../log/stamp.js';

interface Waiting {
  readonly batch: Batch;
  readonly behind: Stamp | undefined;
}

export class Lane implements Stamp {
  readonly #queue: Waiting[] = [];
  readonly #usedUp: () => void;
  #event = 0;
  #line = 0;
  /** Where the next event goes, while there is one: its stamp, or a later one that events before it had. */
  sec = 0;
  milli = 0;
  serial = 0;
  /** Its own. */
  second = 0;

  /** `usedUp` is called when a batch has been taken to its end, and may `put` the next one. */
  constructor(usedUp: () => void) {
    this.#usedUp = usedUp;
  }

  /** Its bytes are the lane's from now on. `behind`: see `ScanOptions.batch`. */
  put(batch: Batch, behind?: Stamp): void {
    const waiting = { batch, behind };
    if (this.#queue.push(waiting) === 1) this.#look(waiting);
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
    const [waiting, next] = this.#queue;
    if (!waiting) return;
    const { batch } = waiting;
    this.#line = appendEvent(to, batch, this.#event, this.#line);
    this.#event += EVENT;
    if (this.#event < batch.events.length) {
      this.#look(waiting);
      return;
    }
    this.#queue.shift();
    this.#event = 0;
    this.#line = 0;
    if (next) this.#look(next);
    this.#usedUp();
  }

  #look({ batch, behind }: Waiting): void {
    const id = idAt(batch, this.#event);
    this.second = id.sec;
    ({ sec: this.sec, milli: this.milli, serial: this.serial } = latestOf(id, behind));
  }
}
