/**
 * Where the lines of open events are: in the scanner's ring, or saved from it. Neighbouring canonical lines of one event are
 * kept as one *run*. A run is a slot number; a negative start points into a saved buffer.
 */
import { grown } from './slots.js';

export class RunStore {
  /** The run after this one in its event; -1 at the end. */
  next: Int32Array = new Int32Array(256);
  /** Offsets of start and end (the last newline excluded) in the run's buffer. */
  start: Int32Array = new Int32Array(256);
  end: Int32Array = new Int32Array(256);
  /** Number of canonical lines; 0 for a single line of any other form. */
  lines: Int32Array = new Int32Array(256);
  /** Of such a line: record type × 2, plus 1 when it had its newline. Otherwise 1. */
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

  add(start: number, end: number, lines: number, kind: number): number {
    let run = this.#free;
    if (run >= 0) this.#free = this.next[run]!;
    else {
      run = this.#used++;
      if (run === this.next.length) this.#grow();
    }
    this.next[run] = -1;
    this.start[run] = start;
    this.end[run] = end;
    this.lines[run] = lines;
    this.kind[run] = kind;
    return run;
  }

  /** Frees a whole event's runs. */
  free(first: number): void {
    for (let run = first; run >= 0; ) {
      const next = this.next[run]!;
      if (this.start[run]! < 0) this.#drop(-this.start[run]! - 1);
      this.next[run] = this.#free;
      this.#free = run;
      run = next;
    }
  }

  /**
   * Moves those of an event's runs that touch `[from, to)` of the ring into buffers of their own, with the newline that
   * ends them.
   */
  evacuate(first: number, from: number, to: number): void {
    for (let run = first; run >= 0; run = this.next[run]!) {
      const start = this.start[run]!;
      const end = this.end[run]!;
      const whole = end + (this.kind[run]! & 1);
      if (start < 0 || start >= to || whole <= from) continue;
      const copy = Buffer.from(this.#ring.subarray(start, whole));
      this.heldBytes += copy.length;
      const place = this.#freeSaved.pop() ?? this.#saved.length;
      this.#saved[place] = copy;
      this.end[run] = end - start;
      this.start[run] = -place - 1;
    }
  }

  /** The saved bytes of a run, its newline included; undefined when it is still in the ring. */
  savedBytes(run: number): Buffer | undefined {
    const start = this.start[run]!;
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
    this.end = grown(this.end);
    this.lines = grown(this.lines);
    this.kind = grown(this.kind);
  }
}
