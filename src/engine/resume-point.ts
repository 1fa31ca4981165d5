/**
 * Where a later run may begin to read without losing anything: at the last released event or before it, at an open event
 * or before it, and between events, so that none is cut in two. Events may leave in another order then, as others are not
 * there that held them back, so it is told which ones have left already. Offsets are bytes read.
 */
import type { Resume } from '../input/again/resume.js';

/** Released events that are remembered: those of some seconds on a busy host, as an event may stay open so long. */
const REMEMBERED = 1 << 14;

export class ResumePoint {
  readonly #first = new Float64Array(REMEMBERED);
  readonly #last = new Float64Array(REMEMBERED);
  #count = 0;
  /** The furthest offset of the events that are no longer remembered. */
  #furthestForgotten = -1;

  /** `released`: by earlier runs. They count, as they may be held back in this one. */
  constructor(released: ReadonlyMap<number, number> | undefined) {
    for (const [first, last] of released ?? []) this.note(first, last);
  }

  /** An event was released whose first and last lines begin at these offsets. */
  note(first: number, last: number): void {
    const at = this.#count++ % REMEMBERED;
    if (this.#count > REMEMBERED) this.#furthestForgotten = Math.max(this.#furthestForgotten, this.#lastAt(at));
    this.#first[at] = first;
    this.#last[at] = last;
  }

  /** `pending`: where the first event begins that is still open. Undefined when there is no such place, or none is known. */
  find(pending: number): Resume | undefined {
    if (this.#count === 0) return undefined;
    let point = Math.min(pending, this.#first[(this.#count - 1) % REMEMBERED]!);
    const firsts = this.#first.subarray(0, Math.min(this.#count, REMEMBERED));
    for (let moved = true; moved; ) {
      moved = false;
      for (const [i, first] of firsts.entries()) {
        if (first >= point || this.#lastAt(i) < point) continue;
        point = first;
        moved = true;
      }
    }
    if (this.#furthestForgotten >= point) return undefined;
    const released = new Map<number, number>();
    for (const [i, first] of firsts.entries()) if (first >= point) released.set(first, this.#lastAt(i));
    return { offset: point, released };
  }

  #lastAt(place: number): number {
    return this.#last[place]!;
  }
}

/** The same in a file that begins `by` bytes earlier than what was read, or later. */
export function shiftedResume({ offset, released }: Resume, by: number): Resume {
  return { offset: offset + by, released: new Map([...released].map(([first, last]) => [first + by, last + by])) };
}
