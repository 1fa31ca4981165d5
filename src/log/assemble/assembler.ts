/**
 * Lines → events, in exactly the original's release order, at O(log n) a record in the number of open events n.
 *
 *   scanner's entry ─► #place ─► #find: an open event of that stamp and node ──────────► its run is appended
 *                          └───► none: a new one ─► #release: the first while complete ─► `release(slot)`, slot is free
 *
 * Why one ordered queue is enough: an event times out when a new event's second S reaches its own second + timeout, and
 * the queue is ordered by second, so the timed-out events are always a prefix and leave at once. The only complete
 * events that may have to wait behind an open one are those whose first record is single-record.
 */
import { EOE } from '../../tables/generated/record-type.js';
import { isSingleRecordType } from '../../tables/record-types.js';
import type { EventId } from '../event.js';
import {
  CUT,
  END,
  ENTRY,
  FLAGS,
  HIT,
  LEFT,
  LINES,
  MILLI,
  NODE,
  SEC,
  SERIAL,
  SLOT,
  SLOW,
  START,
  TYPE,
} from '../scan/entry.js';
import type { Scanner } from '../scan/scanner.js';
import { BEFORE_ALL, isEarlier, latestOf, type Stamp } from '../stamp.js';
import type { AssemblerOptions, ScanCounts } from './assembler-options.js';
import { OpenEvents } from './open-events.js';
import { ReleaseOrder } from './release-order.js';
import { Slots } from './slots.js';
import { readSlowLine, slowLineText } from './slow-line.js';
import { StampIndex } from './stamp-index.js';
import { tellOpen } from './tell-open.js';

/**
 * Bytes of open events that may be held in all, and of one event. Beyond them the oldest is released as it is. The
 * largest event that a kernel makes is an EXECVE of 6 MiB of arguments, written in hexadecimal.
 */
const MOST_HELD = 80 << 20;
const MOST_EVENT = 16 << 20;

export class Assembler {
  readonly counts: ScanCounts = { lines: 0, rejected: 0, forced: 0 };
  /** Stamp of the first line with a non-zero second: any line, or with a start time only one out of range. */
  firstStamp: EventId | undefined;
  /** Valid for the consumer during `release`. */
  readonly events: OpenEvents;
  /** What lines that come now are said to come at, for `releaseEnded`; any clock in milliseconds. */
  clock = 0;

  readonly #scanner: Scanner;
  readonly #options: AssemblerOptions;
  readonly #start: number;
  readonly #end: number;
  /** A release that has paused goes on up to this second. */
  #owed: number | undefined;
  /** Bytes released since the last pause. */
  #released = 0;
  /** The latest stamp of events that are not told of, and what it was before the scanner's last entries. */
  #leftOut: Stamp = BEFORE_ALL;
  #leftOutBefore: Stamp = BEFORE_ALL;
  readonly #slots = new Slots();
  readonly #order: ReleaseOrder;
  /** Events that lines may still join, by their stamp. */
  readonly #index = new StampIndex();

  constructor(scanner: Scanner, options: AssemblerOptions) {
    this.#scanner = scanner;
    this.#options = options;
    this.#start = options.start ?? Number.NEGATIVE_INFINITY;
    this.#end = options.end ?? Number.POSITIVE_INFINITY;
    this.events = new OpenEvents(scanner.bytes);
    this.#order = new ReleaseOrder(this.events, (slot) => this.#slots.putBack(slot));
    scanner.setMerge(options.timeout > 0 && !options.needsTypes);
  }

  /** Before each scan: says which events are open, if that matters. */
  tellOpen(): void {
    if (this.#scanner.asksForOpen) tellOpen(this.#scanner, this.events, this.#order, this.#slots.count);
  }

  /** Events that are not told of reached this stamp, before all that come now. */
  leftOut(stamp: Stamp): void {
    this.#leftOut = latestOf(this.#leftOut, stamp);
  }

  /** The latest stamp of events that are not told of. */
  get latestLeftOut(): Stamp {
    return this.#leftOut;
  }

  /** Takes the scanner's entries `[from, count)`; returns how many of them are done, less than `count` after a pause. */
  take(count: number, from = 0): number {
    const { stamps } = this.#scanner;
    this.counts.lines = this.#scanner.lines;
    if (from === 0 && this.#options.tellsBehind) {
      this.#leftOutBefore = this.#leftOut;
      this.#leftOut = latestOf(this.#leftOut, this.#scanner.passedStamp);
    }
    this.#goOn();
    for (let i = from, at = from * ENTRY; i < count; i++, at += ENTRY) {
      if (this.#owed !== undefined) return i;
      if (this.#unit(at + FLAGS) & SLOW) this.#takeSlow(at);
      else {
        const node = this.#scanner.tables.node(this.#unit(at + NODE));
        this.#place(
          at,
          this.#unit(at + TYPE),
          stamps[(at >> 1) + SEC]!,
          this.#unit(at + MILLI),
          stamps[(at >> 1) + SERIAL]!,
          node,
        );
      }
    }
    return count;
  }

  /** Releases what is open: the scanner has rows of events that leave after it. */
  releaseOpen(): void {
    for (let next = this.#order.first(); next >= 0; next = this.#order.first()) this.#emit(next);
  }

  /** The last input has ended: every open event is complete. False after a pause. */
  finish(): boolean {
    this.#owed = Number.POSITIVE_INFINITY;
    this.#goOn();
    return this.#owed === undefined;
  }

  /** The same in checkpoint mode: only events with a single-record type are complete. */
  finishComplete(): void {
    const { single, anySingle } = this.events;
    for (let next = this.#order.first(); next >= 0 && (single[next] || anySingle[next]); next = this.#order.first())
      this.#emit(next);
  }

  /**
   * For those who look on, and can't wait for the order of release: events that have their EOE record or are complete by
   * their type leave at once, and those that got no line since `quietSince`.
   */
  releaseEnded(quietSince: number): void {
    const { ended, single, touched } = this.events;
    for (const slot of this.#order.values())
      if (ended[slot] || single[slot] || touched[slot]! < quietSince) {
        this.#give(slot);
        this.#order.leave(slot);
      }
    this.#order.first();
  }

  /** True after a pause: `take` is to be called again, from where it stopped. */
  get owes(): boolean {
    return this.#owed !== undefined;
  }

  /** True while events are open or waiting. */
  get pending(): boolean {
    return this.#order.size > 0;
  }

  /** The least offset of an event that is still open or waiting; infinite if there is none. */
  get firstPendingOffset(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const slot of this.#order.values()) first = Math.min(first, this.events.firstOffset(slot));
    return first;
  }

  /** Saves the lines in `[from, to)` of the scanner's bytes, which are about to be overwritten; returns how many bytes that were. */
  evacuate(from: number, to: number): number {
    const { runs, firstRun } = this.events;
    let saved = 0;
    for (const slot of this.#order.values()) saved += runs.evacuate(firstRun[slot]!, from, to);
    while (runs.heldBytes > MOST_HELD && this.pending) {
      this.counts.forced++;
      this.#emit(this.#order.first());
    }
    return saved;
  }

  /** Of the scanner's entries. */
  #unit(place: number): number {
    return this.#scanner.entries[place]!;
  }

  #takeSlow(at: number): void {
    const header = readSlowLine(this.#scanner, at, this.#options.timeout);
    if (header === undefined) {
      this.counts.rejected++;
      this.#options.strangeLine?.(slowLineText(this.#scanner, at));
    } else if ('badStamp' in header) {
      this.counts.rejected++;
      this.#options.badStamp?.(header.badStamp);
    } else {
      if (header.node) this.#scanner.tables.learnNode(header.node);
      this.#place(at, header.type, header.sec, header.milli, header.serial, header.node);
    }
  }

  /** A run whose header is known: joins its event or starts one. */
  #place(at: number, type: number, sec: number, milli: number, serial: number, node: string | undefined): void {
    const outside = sec < this.#start || sec > this.#end;
    if (this.firstStamp === undefined && sec !== 0 && (outside || this.#options.start === undefined))
      this.firstStamp = { sec, milli, serial, node };
    if (outside) return;
    const given = this.#unit(at + SLOT);
    // The scan kernel lets go of events earlier than it tells of others.
    while (given >= 0 && this.#slots.isTaken(given)) this.#emit(this.#order.first());
    const hash = this.#index.hash(sec, milli, serial);
    const found = given >= 0 ? -1 : this.#find(hash, sec, milli, serial, node);
    if (found >= 0) {
      if (type === EOE && this.#options.dropsEnds) this.events.ended[found] = 1;
      else this.#append(found, at, type);
    } else if (type !== EOE) {
      const slot = this.#slots.take(given);
      this.events.begin(slot, sec, milli, serial, node);
      if (this.#options.tellsBehind) this.#noteBehind(slot, at);
      this.#order.add(slot);
      if (isSingleRecordType(type)) this.events.single[slot] = 1;
      else this.#index.add(slot, hash);
      this.#append(slot, at, type);
      this.#release(sec);
    }
  }

  /** Entries of events that had left before the kernel left others out are marked. */
  #noteBehind(slot: number, at: number): void {
    const leftOut = this.#unit(at + FLAGS) & LEFT ? this.#leftOutBefore : this.#leftOut;
    this.events.behind[slot] = isEarlier(this.events.idOf(slot), leftOut) ? leftOut : undefined;
  }

  #append(slot: number, at: number, type: number): void {
    const { events } = this;
    const start = this.#unit(at + START);
    const end = this.#unit(at + END);
    const flags = this.#unit(at + FLAGS);
    const lines = this.#unit(at + LINES);
    const kind = type * 2 + (flags & CUT ? 0 : 1);
    const offset = this.#scanner.offsetOf(start);
    const run = events.runs.add(start, end, flags & SLOW ? 0 : lines, kind, offset);
    events.append(slot, run, lines, end - start + 1);
    if (flags & HIT) events.hit[slot] = 1;
    if (events.anySingle[slot] === 0 && isSingleRecordType(type)) events.anySingle[slot] = 1;
    if (type === EOE) events.ended[slot] = 1;
    events.touched[slot] = this.clock;
    if (events.size[slot]! > MOST_EVENT) this.#forceOut(slot);
  }

  /** An event that grows without end: everything up to it is released as it is; what still comes starts a new one. */
  #forceOut(slot: number): void {
    this.counts.forced++;
    for (let next = this.#order.first(); next >= 0; next = this.#order.first()) {
      this.#emit(next);
      if (next === slot) return;
    }
  }

  /** Releases events while the first one is complete, given that a new event began in second `now`. */
  #release(now: number): void {
    const { timeout, pauseAfter = Number.POSITIVE_INFINITY } = this.#options;
    for (let next = this.#order.first(); next >= 0; next = this.#order.first()) {
      // A sum would lose the timeout beyond 2^53.
      if (now - this.events.sec[next]! < timeout && this.events.single[next] === 0) break;
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

  /** `slot` is the first one. */
  #emit(slot: number): void {
    this.#order.shift(slot);
    this.#give(slot);
    this.#slots.putBack(slot);
  }

  #give(slot: number): void {
    if (this.events.single[slot] === 0) this.#index.remove(slot);
    this.#options.release(slot);
    this.#released += this.events.size[slot]!;
    this.events.end(slot);
  }

  #find(hash: number, sec: number, milli: number, serial: number, node: string | undefined): number {
    let slot = this.#index.first(hash);
    while (slot >= 0 && !this.events.is(slot, sec, milli, serial, node)) slot = this.#index.next(slot);
    return slot;
  }
}
