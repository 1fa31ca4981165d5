/**
 * Lines → events, in exactly the original's release order, at O(log n) a record in the number of open events n.
 * Everything is numbers in typed arrays: an object per open event would outlive the young generation, and the collector
 * would take half the time (see src/README.md).
 *
 * Why one ordered queue is enough: an event times out when a new event's second S reaches its own second + timeout, and
 * the queue is ordered by second, so the timed-out events are always a prefix and leave at once. The only complete
 * events that may have to wait behind an open one are those whose first record is single-record.
 */
import { EOE } from '../../tables/generated/record-type.js';
import { isSingleRecordType } from '../../tables/record-types.js';
import type { EventId } from '../event.js';
import { HEADER_LIMIT, readHeader } from '../header.js';
import {
  CUT,
  END,
  ENTRY,
  FLAGS,
  HIT,
  LINES,
  MILLI,
  MOST_OPEN,
  MOST_SLOTS,
  NODE,
  type Scanner,
  SLOT,
  SLOW,
  START,
  TYPE,
} from '../scan/scanner.js';
import { RunStore } from './runs.js';
import { grown, IntHeap, IntQueue, Slots } from './slots.js';
import { StampIndex } from './stamp-index.js';

/**
 * Bytes of open events that may be held in all, and of one event. Beyond them the oldest is released as it is. The
 * largest event that a kernel makes is an EXECVE of 6 MiB of arguments, written in hexadecimal.
 */
const MOST_HELD = 80 << 20;
const MOST_EVENT = 16 << 20;

export interface AssemblerOptions {
  /** End-of-event timeout in seconds. */
  readonly timeout: number;
  /** First and last second of interest, inclusive; records outside take no part in assembly. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Called for each event in release order; the slot is free again when it returns. */
  readonly release: (slot: number) => void;
  /** `finishComplete` or `releaseEnded` will be asked, so the type of every record matters. */
  readonly needsTypes?: boolean;
  /** EOE records say that an event is whole, and are no part of it, as in the files that auditd writes. */
  readonly dropsEnds?: boolean;
  /** `take` and `finish` pause once they have released more than so many bytes; never, if this is not given. */
  readonly pauseAfter?: number;
  /** The text of a time stamp whose numbers cannot be. */
  readonly badStamp?: (text: string) => void;
}

/** What the scan counted, for `--stats` and the reports' headings. */
export interface ScanCounts {
  lines: number;
  /** Lines that are no record. */
  rejected: number;
  /** Events released before their time because too much was held (never in a sane log). */
  forced: number;
}

export class Assembler {
  readonly counts: ScanCounts = { lines: 0, rejected: 0, forced: 0 };
  /** Stamp of the first line with a non-zero second: any line, or with a start time only one out of range. */
  firstStamp: EventId | undefined;

  /** Per slot. Valid for the consumer during `release`. */
  sec: Float64Array = new Float64Array(64);
  serial: Float64Array = new Float64Array(64);
  milli: Int32Array = new Int32Array(64);
  readonly node: (string | undefined)[] = [];
  /** First and last run, bytes and lines of the slot's event. */
  firstRun: Int32Array = new Int32Array(64);
  lastRun: Int32Array = new Int32Array(64);
  size: Int32Array = new Int32Array(64);
  lineCount: Int32Array = new Int32Array(64);
  /** Bytes read, of all inputs, before the event's first line and before its last one. */
  firstOffset: Float64Array = new Float64Array(64);
  lastOffset: Float64Array = new Float64Array(64);
  /** 1 when some line holds a needle. */
  hit: Uint8Array = new Uint8Array(64);
  readonly runs: RunStore;
  /** What lines that come now are said to come at, for `releaseEnded`; any clock in milliseconds. */
  clock = 0;

  readonly #scanner: Scanner;
  readonly #options: AssemblerOptions;
  readonly #start: number;
  readonly #end: number;
  #single: Uint8Array = new Uint8Array(64);
  #anySingle: Uint8Array = new Uint8Array(64);
  /** 1 when the kernel has said that no more records follow. */
  #ended: Uint8Array = new Uint8Array(64);
  /** The clock at the last line. */
  #touched: Float64Array = new Float64Array(64);
  /** 1 when the event left before its turn; its slot is given back when its turn comes. */
  #gone: Uint8Array = new Uint8Array(64);
  #goneCount = 0;
  /** A release that has paused goes on up to this second. */
  #owed: number | undefined;
  /** Bytes released since the last pause. */
  #released = 0;
  readonly #slots = new Slots();
  readonly #inOrder = new IntQueue();
  readonly #stragglers = new IntHeap((a, b) => this.#before(a, b));
  /** Events that lines may still join, by their stamp. */
  readonly #index = new StampIndex();

  constructor(scanner: Scanner, options: AssemblerOptions) {
    this.#scanner = scanner;
    this.#options = options;
    this.#start = options.start ?? Number.NEGATIVE_INFINITY;
    this.#end = options.end ?? Number.POSITIVE_INFINITY;
    this.runs = new RunStore(scanner.bytes);
    scanner.setMerge(options.timeout > 0 && !options.needsTypes);
  }

  /** Before each scan: says which events are open, if that matters. */
  tellOpen(): void {
    if (!this.#scanner.asksForOpen) return;
    const { openSecs, openSlots } = this.#scanner;
    if (this.#stragglers.size > 0 || this.#inOrder.size > MOST_OPEN || this.#slots.count > MOST_SLOTS) {
      this.#scanner.tellOpen(-1, 0, 0, 0);
      return;
    }
    let count = 0;
    for (const slot of this.#inOrder.values()) {
      openSecs[count * 2] = this.sec[slot]!;
      openSlots[count * 4 + 2] = slot;
      openSlots[count * 4 + 3] = this.#single[slot]!;
      count++;
    }
    const last = this.#inOrder.last();
    const [sec, milli, serial] = last < 0 ? [0, 0, 0] : [this.sec[last]!, this.milli[last]!, this.serial[last]!];
    this.#scanner.tellOpen(count, sec, milli, serial);
  }

  /** Takes the scanner's entries `[from, count)`; returns how many of them are done, less than `count` after a pause. */
  take(count: number, from = 0): number {
    const { entries, stamps } = this.#scanner;
    this.counts.lines = this.#scanner.lines;
    this.#goOn();
    for (let i = from, at = from * ENTRY; i < count; i++, at += ENTRY) {
      if (this.#owed !== undefined) return i;
      if (entries[at + FLAGS]! & SLOW) {
        entries[at + FLAGS] = entries[at + FLAGS]! | HIT; // its needles may be spelled in ways the kernel does not know
        this.#takeSlow(at);
      } else {
        const node = this.#scanner.node(entries[at + NODE]!);
        this.#place(at, entries[at + TYPE]!, stamps[at >> 1]!, entries[at + MILLI]!, stamps[(at >> 1) + 1]!, node);
      }
    }
    return count;
  }

  /** The last input has ended: every open event is complete. False after a pause. */
  finish(): boolean {
    this.#owed = Number.POSITIVE_INFINITY;
    this.#goOn();
    return this.#owed === undefined;
  }

  /** The same in checkpoint mode: only events with a single-record type are complete. */
  finishComplete(): void {
    for (let next = this.#first(); next >= 0 && (this.#single[next] || this.#anySingle[next]); next = this.#first())
      this.#emit(next);
  }

  /**
   * For those who look on, and can't wait for the order of release: events that have their EOE record or are complete by
   * their type leave at once, and those that got no line since `quietSince`.
   */
  releaseEnded(quietSince: number): void {
    for (const queue of [this.#inOrder, this.#stragglers])
      for (const slot of queue.values()) {
        const isOver = this.#ended[slot] || this.#single[slot] || this.#touched[slot]! < quietSince;
        if (isOver && this.#gone[slot] === 0) this.#leave(slot);
      }
    this.#first();
  }

  /** True after a pause: `take` is to be called again, from where it stopped. */
  get owes(): boolean {
    return this.#owed !== undefined;
  }

  /** True while events are open or waiting. */
  get pending(): boolean {
    return this.#inOrder.size + this.#stragglers.size > this.#goneCount;
  }

  /** The least offset of an event that is still open or waiting; infinite if there is none. */
  get firstPendingOffset(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const queue of [this.#inOrder, this.#stragglers])
      for (const slot of queue.values()) first = Math.min(first, this.firstOffset[slot]!);
    return first;
  }

  /** Saves the lines in `[from, to)` of the scanner's bytes, which are about to be overwritten. */
  evacuate(from: number, to: number): void {
    for (const queue of [this.#inOrder, this.#stragglers])
      for (const slot of queue.values()) this.runs.evacuate(this.firstRun[slot]!, from, to);
    while (this.runs.heldBytes > MOST_HELD && this.pending) {
      this.counts.forced++;
      this.#emit(this.#first());
    }
  }

  #takeSlow(at: number): void {
    const { bytes, entries } = this.#scanner;
    const start = entries[at + START]!;
    const nul = bytes.subarray(start, entries[at + END]!).indexOf(0);
    if (nul >= 0) {
      entries[at + END] = start + nul;
      entries[at + FLAGS] = entries[at + FLAGS]! | CUT;
    }
    const newline = entries[at + FLAGS]! & CUT ? 0 : 1;
    const line = bytes.toString('latin1', start, Math.min(entries[at + END]! + newline, start + HEADER_LIMIT));
    const header = readHeader(line, this.#options.timeout);
    if (header === undefined) {
      this.counts.rejected++;
    } else if ('badStamp' in header) {
      this.counts.rejected++;
      this.#options.badStamp?.(header.badStamp);
    } else {
      if (header.node) this.#scanner.learnNode(header.node);
      this.#place(at, header.type, header.sec, header.milli, header.serial, header.node);
    }
  }

  /** A run whose header is known: joins its event or starts one. */
  #place(at: number, type: number, sec: number, milli: number, serial: number, node: string | undefined): void {
    const outside = sec < this.#start || sec > this.#end;
    if (this.firstStamp === undefined && sec !== 0 && (outside || this.#options.start === undefined))
      this.firstStamp = { sec, milli, serial, node };
    if (outside) return;
    const given = this.#scanner.entries[at + SLOT]!;
    // The scan kernel lets go of events earlier than it tells of others.
    while (given >= 0 && this.#slots.isTaken(given)) this.#emit(this.#first());
    const hash = this.#index.hash(sec, milli, serial);
    const found = given >= 0 ? -1 : this.#find(hash, sec, milli, serial, node);
    if (found >= 0) {
      if (type === EOE && this.#options.dropsEnds) this.#ended[found] = 1;
      else this.#append(found, at, type);
    } else if (type !== EOE) {
      const slot = this.#open(given, sec, milli, serial, node);
      if (isSingleRecordType(type)) this.#single[slot] = 1;
      else this.#index.add(slot, hash);
      this.#append(slot, at, type);
      this.#release(sec);
    }
  }

  #append(slot: number, at: number, type: number): void {
    const { entries } = this.#scanner;
    const start = entries[at + START]!;
    const end = entries[at + END]!;
    const flags = entries[at + FLAGS]!;
    const kind = type * 2 + (flags & CUT ? 0 : 1);
    const lines = entries[at + LINES]!;
    const offset = this.#scanner.offsetOf(start);
    const run = this.runs.add(start, end, flags & SLOW ? 0 : lines, kind, offset);
    const last = this.lastRun[slot]!;
    this.lastOffset[slot] = offset;
    if (last < 0) {
      this.firstRun[slot] = run;
      this.firstOffset[slot] = this.lastOffset[slot]!;
    } else this.runs.next[last] = run;
    this.lastRun[slot] = run;
    this.lineCount[slot] = this.lineCount[slot]! + lines;
    if (flags & HIT) this.hit[slot] = 1;
    if (this.#anySingle[slot] === 0 && isSingleRecordType(type)) this.#anySingle[slot] = 1;
    if (type === EOE) this.#ended[slot] = 1;
    this.#touched[slot] = this.clock;
    const size = this.size[slot]! + (end - start) + 1;
    this.size[slot] = size;
    if (size > MOST_EVENT) this.#forceOut(slot);
  }

  /** An event that grows without end: everything up to it is released as it is; what still comes starts a new one. */
  #forceOut(slot: number): void {
    this.counts.forced++;
    for (let next = this.#first(); next >= 0; next = this.#first()) {
      this.#emit(next);
      if (next === slot) return;
    }
  }

  /** `given`: the slot, or -1 for the lowest one that is free. */
  #open(given: number, sec: number, milli: number, serial: number, node: string | undefined): number {
    const slot = this.#slots.take(given);
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
    this.#single[slot] = 0;
    this.#anySingle[slot] = 0;
    this.#ended[slot] = 0;
    const newest = this.#inOrder.last();
    if (newest < 0 || this.#before(newest, slot)) this.#inOrder.push(slot);
    else this.#stragglers.push(slot);
    return slot;
  }

  /** Releases events while the first one is complete, given that a new event began in second `now`. */
  #release(now: number): void {
    const { timeout, pauseAfter = Number.POSITIVE_INFINITY } = this.#options;
    for (let next = this.#first(); next >= 0; next = this.#first()) {
      if (this.sec[next]! + timeout > now && this.#single[next] === 0) break;
      if (this.#released > pauseAfter) {
        this.#owed = now;
        return;
      }
      this.#emit(next);
    }
    this.#owed = undefined;
  }

  /** After a pause. */
  #goOn(): void {
    this.#released = 0;
    if (this.#owed !== undefined) this.#release(this.#owed);
  }

  #first(): number {
    if (this.#goneCount > 0) this.#dropGone();
    const queued = this.#inOrder.peek();
    if (this.#stragglers.size === 0) return queued;
    const straggler = this.#stragglers.peek();
    return queued < 0 || this.#before(straggler, queued) ? straggler : queued;
  }

  /** `slot` is the first one. */
  #emit(slot: number): void {
    this.#shift(slot);
    this.#give(slot);
    this.#slots.putBack(slot);
  }

  #shift(slot: number): void {
    if (slot === this.#inOrder.peek()) this.#inOrder.shift();
    else this.#stragglers.pop();
  }

  #give(slot: number): void {
    if (this.#single[slot] === 0) this.#index.remove(slot);
    this.#options.release(slot);
    this.#released += this.size[slot]!;
    this.runs.free(this.firstRun[slot]!);
    this.node[slot] = undefined;
  }

  /** Before its turn. */
  #leave(slot: number): void {
    this.#give(slot);
    this.firstRun[slot] = -1;
    this.firstOffset[slot] = Number.POSITIVE_INFINITY;
    this.#gone[slot] = 1;
    this.#goneCount++;
  }

  #dropGone(): void {
    for (const queue of [this.#inOrder, this.#stragglers])
      for (let slot = queue.peek(); slot >= 0 && this.#gone[slot] === 1; slot = queue.peek()) {
        this.#shift(slot);
        this.#gone[slot] = 0;
        this.#goneCount--;
        this.#slots.putBack(slot);
      }
  }

  /** Release order: time, serial, then the lower slot. */
  #before(a: number, b: number): boolean {
    if (this.sec[a] !== this.sec[b]) return this.sec[a]! < this.sec[b]!;
    if (this.milli[a] !== this.milli[b]) return this.milli[a]! < this.milli[b]!;
    if (this.serial[a] !== this.serial[b]) return this.serial[a]! < this.serial[b]!;
    return a < b;
  }

  #find(hash: number, sec: number, milli: number, serial: number, node: string | undefined): number {
    for (let slot = this.#index.first(hash); slot >= 0; slot = this.#index.next(slot))
      if (
        this.serial[slot] === serial &&
        this.sec[slot] === sec &&
        this.milli[slot] === milli &&
        this.node[slot] === node
      )
        return slot;
    return -1;
  }

  #grow(): void {
    this.sec = grown(this.sec);
    this.serial = grown(this.serial);
    this.milli = grown(this.milli);
    this.firstRun = grown(this.firstRun);
    this.lastRun = grown(this.lastRun);
    this.size = grown(this.size);
    this.lineCount = grown(this.lineCount);
    this.firstOffset = grown(this.firstOffset);
    this.lastOffset = grown(this.lastOffset);
    this.hit = grown(this.hit);
    this.#single = grown(this.#single);
    this.#anySingle = grown(this.#anySingle);
    this.#ended = grown(this.#ended);
    this.#touched = grown(this.#touched);
    this.#gone = grown(this.#gone);
  }
}
