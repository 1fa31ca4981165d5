/**
 * Where a later run may begin to read and still see events as this one did: at the last released event or before it, at an
 * open event or before it, and between events, so that none is cut in two. Offsets are bytes read.
 */

/** Released events that are remembered; far more than ever overlap in a sane log. */
const REMEMBERED = 4096;

export class ResumePoint {
  readonly #first = new Float64Array(REMEMBERED);
  readonly #last = new Float64Array(REMEMBERED);
  #count = 0;
  /** The furthest offset of the events that are no longer remembered. */
  #furthestForgotten = -1;

  /** An event was released whose first and last lines begin at these offsets. */
  note(first: number, last: number): void {
    const at = this.#count++ % REMEMBERED;
    if (this.#count > REMEMBERED) this.#furthestForgotten = Math.max(this.#furthestForgotten, this.#last[at]!);
    this.#first[at] = first;
    this.#last[at] = last;
  }

  /** `pending`: where the first event begins that is still open. Undefined when there is no such place, or none is known. */
  find(pending: number): number | undefined {
    if (this.#count === 0) return undefined;
    let point = Math.min(pending, this.#first[(this.#count - 1) % REMEMBERED]!);
    const known = Math.min(this.#count, REMEMBERED);
    for (let moved = true; moved; ) {
      moved = false;
      for (let i = 0; i < known; i++) {
        if (this.#first[i]! >= point || this.#last[i]! < point) continue;
        point = this.#first[i]!;
        moved = true;
      }
    }
    return this.#furthestForgotten < point ? point : undefined;
  }
}
