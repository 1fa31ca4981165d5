/**
 * Where the lines of open events are: in the scanner's ring, or saved from it. Neighbouring canonical lines of one event are
 * kept as one *run*. A run is a slot number. Saved runs stand one behind the other in chunks, with what ends their last
 * line; a buffer for each would take more room than the line in it.
 *
 *   chunk   | run 7 \n | run 12 \n | run 31 (last line without its newline) | … |   uses: how many of them are not free yet
 */
import { grown } from './slots.js';

/** Bytes of a chunk; a longer run has one of its own. */
const CHUNK = 1 << 18;
const IN_RING = -1;

export class RunStore {
  /** The run after this one in its event; -1 at the end. */
  next: Int32Array = new Int32Array(256);
  /** Offsets of start and end (the last newline excluded) in the ring, or in the run's chunk. */
  start: Int32Array = new Int32Array(256);
  end: Int32Array = new Int32Array(256);
  /** Number of canonical lines; 0 for a single line of any other form. */
  lines: Int32Array = new Int32Array(256);
  /** Of such a line: record type × 2, plus 1 when it had its newline. Otherwise 1. */
  kind: Int32Array = new Int32Array(256);
  /** Bytes read, of all inputs, before it. */
  offset: Float64Array = new Float64Array(256);
  /** Bytes of the chunks in use. */
  heldBytes = 0;

  readonly #ring: Buffer;
  /** Of each run; `IN_RING` while it is not saved. */
  #chunk: Int32Array = new Int32Array(256);
  readonly #chunks: (Buffer | undefined)[] = [];
  /** By chunk: the number of its runs. */
  readonly #uses: number[] = [];
  readonly #freeChunks: number[] = [];
  /** The chunk that is being filled, and how far; `IN_RING` before the first. */
  #filling = IN_RING;
  #filled = 0;
  #used = 0;
  #free = -1;

  constructor(ring: Buffer) {
    this.#ring = ring;
  }

  add(start: number, end: number, lines: number, kind: number, offset: number): number {
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
    this.offset[run] = offset;
    this.#chunk[run] = IN_RING;
    return run;
  }

  /** An event's runs; hot loops follow `next` themselves. */
  *from(first: number): Generator<number> {
    for (let run = first; run >= 0; run = this.next[run]!) yield run;
  }

  /** Frees a whole event's runs. */
  free(first: number): void {
    for (let run = first; run >= 0; ) {
      const next = this.next[run]!;
      const chunk = this.#chunk[run]!;
      if (chunk !== IN_RING) this.#leave(chunk);
      this.next[run] = this.#free;
      this.#free = run;
      run = next;
    }
  }

  /** Moves those of an event's runs that touch `[from, to)` of the ring into chunks; returns how many bytes that were. */
  evacuate(first: number, from: number, to: number): number {
    let moved = 0;
    for (let run = first; run >= 0; run = this.next[run]!) {
      const start = this.start[run]!;
      const end = this.end[run]! + (this.kind[run]! & 1);
      if (this.#chunk[run] !== IN_RING || start >= to || end <= from) continue;
      const chunk = this.#room(end - start);
      this.#ring.copy(chunk, this.#filled, start, end);
      this.#chunk[run] = this.#filling;
      this.#uses[this.#filling] = this.#uses[this.#filling]! + 1;
      this.end[run] = this.#filled + this.end[run]! - start;
      this.start[run] = this.#filled;
      this.#filled += end - start;
      moved += end - start;
    }
    return moved;
  }

  /** What the offsets of a run that was saved are offsets in; undefined when it is still in the ring. */
  savedIn(run: number): Buffer | undefined {
    return this.#chunks[this.#chunk[run]!];
  }

  /** The chunk that is being filled, with room for `length` more bytes. */
  #room(length: number): Buffer {
    const current = this.#chunks[this.#filling];
    if (current !== undefined && this.#filled + length <= current.length) return current;
    if (this.#uses[this.#filling] === 0) this.#drop(this.#filling);
    this.#filling = this.#freeChunks.pop() ?? this.#chunks.length;
    this.#filled = 0;
    const kept = this.#chunks[this.#filling];
    const chunk = kept !== undefined && kept.length >= length ? kept : Buffer.allocUnsafeSlow(Math.max(CHUNK, length));
    this.#chunks[this.#filling] = chunk;
    this.#uses[this.#filling] = 0;
    this.heldBytes += chunk.length;
    return chunk;
  }

  #leave(chunk: number): void {
    const uses = this.#uses[chunk]! - 1;
    this.#uses[chunk] = uses;
    if (uses > 0) return;
    if (chunk === this.#filling) this.#filled = 0;
    else this.#drop(chunk);
  }

  /** Its memory is kept for the next one, unless it is of an unusual size. */
  #drop(chunk: number): void {
    const { length } = this.#chunks[chunk]!;
    this.heldBytes -= length;
    if (length > CHUNK) this.#chunks[chunk] = undefined;
    this.#freeChunks.push(chunk);
  }

  #grow(): void {
    this.next = grown(this.next);
    this.start = grown(this.start);
    this.end = grown(this.end);
    this.lines = grown(this.lines);
    this.kind = grown(this.kind);
    this.offset = grown(this.offset);
    this.#chunk = grown(this.#chunk);
  }
}
