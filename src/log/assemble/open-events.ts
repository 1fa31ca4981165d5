/**
 * What is known of each open event: a column a fact, a *slot* (the number of a row) an event. Everything is numbers in
 * typed arrays: an object per open event would outlive the young generation, and the collector would take half the time.
 *
 *   slot        0      1      2      3
 *   sec       1000   1000     –    1001      –: free, what stands there has no meaning
 *   serial      41     40     –      43
 *   firstRun     7     12     –       9  ──►  runs 9 → 31 → 8 of the RunStore: the lines of serial 43
 *   lastRun      7     12     –       8
 */
import type { EventId } from '../event.js';
import type { Stamp } from '../stamp.js';
import { RunStore } from './runs.js';
import { grown } from './slots.js';

export class OpenEvents {
  sec: Float64Array = new Float64Array(64);
  serial: Float64Array = new Float64Array(64);
  milli: Int32Array = new Int32Array(64);
  readonly node: (string | undefined)[] = [];
  /** First and last run, bytes and lines of the slot's event. */
  firstRun: Int32Array = new Int32Array(64);
  lastRun: Int32Array = new Int32Array(64);
  size: Int32Array = new Int32Array(64);
  lineCount: Int32Array = new Int32Array(64);
  /** 1 when some line holds a needle. */
  hit: Uint8Array = new Uint8Array(64);
  /** 1 when the first record, or any record, is of a type whose events have one record. */
  single: Uint8Array = new Uint8Array(64);
  anySingle: Uint8Array = new Uint8Array(64);
  /** 1 when the kernel has said that no more records follow. */
  ended: Uint8Array = new Uint8Array(64);
  /** The clock at the last line. */
  touched: Float64Array = new Float64Array(64);
  /** An event came out before that has this later stamp, but is not told of; undefined: none. */
  readonly behind: (Stamp | undefined)[] = [];
  readonly runs: RunStore;

  /** `ring`: where the lines stand that are not saved yet. */
  constructor(ring: Buffer) {
    this.runs = new RunStore(ring);
  }

  /** An event without lines. */
  begin(slot: number, sec: number, milli: number, serial: number, node: string | undefined): void {
    while (slot >= this.sec.length) this.#grow();
    this.sec[slot] = sec;
    this.milli[slot] = milli;
    this.serial[slot] = serial;
    this.node[slot] = node;
    this.firstRun[slot] = -1;
    this.lastRun[slot] = -1;
    this.size[slot] = 0;
    this.lineCount[slot] = 0;
    this.hit[slot] = 0;
    this.single[slot] = 0;
    this.anySingle[slot] = 0;
    this.ended[slot] = 0;
  }

  /** Puts a run of `lines` lines and so many bytes behind the event's runs. */
  append(slot: number, run: number, lines: number, bytes: number): void {
    const last = this.lastRun[slot]!;
    if (last < 0) this.firstRun[slot] = run;
    else this.runs.next[last] = run;
    this.lastRun[slot] = run;
    this.lineCount[slot] = this.lineCount[slot]! + lines;
    this.size[slot] = this.size[slot]! + bytes;
  }

  /** Bytes read, of all inputs, before the event's first line. */
  firstOffset(slot: number): number {
    return this.runs.offset[this.firstRun[slot]!]!;
  }

  /** … and before its last run of lines. */
  lastOffset(slot: number): number {
    return this.runs.offset[this.lastRun[slot]!]!;
  }

  /** Forgets its lines. */
  end(slot: number): void {
    this.runs.free(this.firstRun[slot]!);
    this.node[slot] = undefined;
  }

  idOf(slot: number): EventId {
    return { sec: this.sec[slot]!, milli: this.milli[slot]!, serial: this.serial[slot]!, node: this.node[slot] };
  }

  is(slot: number, sec: number, milli: number, serial: number, node: string | undefined): boolean {
    return (
      this.serial[slot] === serial && this.sec[slot] === sec && this.milli[slot] === milli && this.node[slot] === node
    );
  }

  /** Release order: time, serial, then the lower slot. */
  before(a: number, b: number): boolean {
    if (this.sec[a] !== this.sec[b]) return this.sec[a]! < this.sec[b]!;
    if (this.milli[a] !== this.milli[b]) return this.milli[a]! < this.milli[b]!;
    if (this.serial[a] !== this.serial[b]) return this.serial[a]! < this.serial[b]!;
    return a < b;
  }

  #grow(): void {
    this.sec = grown(this.sec);
    this.serial = grown(this.serial);
    this.milli = grown(this.milli);
    this.firstRun = grown(this.firstRun);
    this.lastRun = grown(this.lastRun);
    this.size = grown(this.size);
    this.lineCount = grown(this.lineCount);
    this.hit = grown(this.hit);
    this.single = grown(this.single);
    this.anySingle = grown(this.anySingle);
    this.ended = grown(this.ended);
    this.touched = grown(this.touched);
  }
}
