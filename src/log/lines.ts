/**
 * Where the lines of open events are: in the scanner's ring, or saved from it. A line is a slot number; a negative start
 * points into a saved buffer.
 */
import { grown } from './slots.js';

export class LineStore {
  /** The line after this one in its event; -1 at the end. */
  next: Int32Array = new Int32Array(256);
  /** Offsets of start, first 0x1D (or end) and end in the line's buffer. */
  start: Int32Array = new Int32Array(256);
  textEnd: Int32Array = new Int32Array(256);
  end: Int32Array = new Int32Array(256);
  /** Record type × 2, plus 1 when the line had its newline. */
  kind: Int32Array = new Int32Array(256);
  /** Bytes in saved buffers. */
  heldBytes = 0;

  readonly #ring: Buffer;
  readonly #saved: (Buffer | undefined)[] = [];
  readonly #freeSaved: number[] = [];
  #used = 0;
  #free = -1;

  constructor(ring: Buffer) {
    this.#ring = ring;
  }

  add(start: number, textEnd: number, end: number, type: number, newline: boolean): number {
    let line = this.#free;
    if (line >= 0) this.#free = this.next[line]!;
    else {
      line = this.#used++;
      if (line === this.next.length) this.#grow();
    }
    this.next[line] = -1;
    this.start[line] = start;
    this.textEnd[line] = textEnd;
    this.end[line] = end;
    this.kind[line] = type * 2 + (newline ? 1 : 0);
    return line;
  }

  /** Frees a whole event's lines. */
  free(first: number): void {
    for (let line = first; line >= 0; ) {
      const next = this.next[line]!;
      if (this.start[line]! < 0) this.#drop(-this.start[line]! - 1);
      this.next[line] = this.#free;
      this.#free = line;
      line = next;
    }
  }

  /** Moves those of an event's lines that touch `[from, to)` of the ring into buffers of their own. */
  evacuate(first: number, from: number, to: number): void {
    for (let line = first; line >= 0; line = this.next[line]!) {
      const start = this.start[line]!;
      if (start < 0 || start >= to || this.end[line]! <= from) continue;
      const copy = Buffer.from(this.#ring.subarray(start, this.end[line]!));
      this.heldBytes += copy.length;
      const place = this.#freeSaved.pop() ?? this.#saved.length;
      this.#saved[place] = copy;
      this.textEnd[line] = this.textEnd[line]! - start;
      this.end[line] = copy.length;
      this.start[line] = -place - 1;
    }
  }

  /** The saved bytes of a line; undefined when it is still in the ring. */
  savedBytes(line: number): Buffer | undefined {
    const start = this.start[line]!;
    return start < 0 ? this.#saved[-start - 1] : undefined;
  }

  #drop(place: number): void {
    this.heldBytes -= this.#saved[place]?.length ?? 0;
    this.#saved[place] = undefined;
    this.#freeSaved.push(place);
  }

  #grow(): void {
    this.next = grown(this.next);
    this.start = grown(this.start);
    this.textEnd = grown(this.textEnd);
    this.end = grown(this.end);
    this.kind = grown(this.kind);
  }
}
