/**
 * Bytes → lines. Owns the WebAssembly memory: small tables, the entries that the scan kernel fills, a ring that files are
 * read into directly, and room for one outgoing batch. Nothing is copied or allocated per line.
 *
 *   tables, entries │ margin │ S0       S1       S2       …       S5 │ batch, its lines │ rows, nodes, lines of the rows, raw output, bytes of the rows
 *                            ▲ open lines, scanned  │to scan│         ▲
 *                            │                    from   filled ──►   │ the next read goes to `filled`, a segment at most
 *                            └────────────────────────────────────────┘
 *   filled enters a segment   `onReuse`: lines of open events that stand there are saved before they are overwritten
 *   filled is at the end      the unfinished last line moves into the margin, right before S0, and reading goes on in S0: so
 *                             every line is contiguous; a small ring becomes larger instead if much had to be saved
 */

import type { Out } from '../../bytes/out.js';
import type { Batch, EventPlace } from '../batch.js';
import { EVENT, LINE } from '../batch-layout.js';
import { NO_NODES } from '../batch-nodes.js';
import type { Stamp } from '../stamp.js';
import { createKernel, type Kernel } from './kernel.js';
import { KernelTables } from './kernel-tables.js';
import * as layout from './layout.js';
import { ENTRIES_AT, MOST_ENTRIES, RING_AT } from './layout.js';

/** Events that are wanted; see passing.as.ts. */
export interface Selection {
  /** End-of-event timeout in seconds, above 0. */
  readonly timeout: number;
  /** First and last second, inclusive. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly serial?: number | undefined;
  /** Only those with a needle of each group. */
  readonly hits: boolean;
  /** Those that are wanted and leave in the order of release are no entries: see `rows`. */
  readonly rows: boolean;
}

/**
 * Bytes of one read at most: workers wait less for batches when they are small, a search that leaves most events out waits
 * less for reads when they are large (5 to 10 % each).
 */
const SEGMENT = 1 << 20;
const SELECTIVE_SEGMENT = 1 << 21;
/** The same where many scanners stand side by side. */
export const SMALL_SEGMENT: number = 1 << 17;
/** The same for a log that is soon read: a ring of so little is in the processor's cache, and in memory that the system has to give. */
export const CACHED_SEGMENT: number = 1 << 19;
/** Selective segments of the ring. */
const SEGMENTS = 6;
/** How many times as large a ring becomes, at most to that of the largest segments: lines of a busy host stay where they were read. */
const GROWTH = 4;
/** It does where more than this part of it was saved since it was last at its end. */
const MUCH_SAVED = 1 / 4;
/** Bytes and lines that a batch may hold; a larger event travels alone (see batch-builder.ts). */
export const BATCH_SIZE: number = 5 << 18;
export const BATCH_LINES: number = 1 << 16;

/** Bytes of raw output that the kernel writes at once. */
const RAW_SIZE = 1 << 18;
/** Events and lines that the kernel hands over at once. */
const MOST_ROWS = 1 << 12;
const MOST_ROW_LINES = 1 << 14;

/** More than the kernel reads and writes behind what it is asked about: it takes up to 32 bytes at a time. */
const OVERREAD = 64;

export class Scanner {
  readonly bytes: Buffer;
  readonly entries: Int32Array;
  readonly stamps: Float64Array;
  /** See `tellOpen`. */
  readonly openSecs: Float64Array;
  readonly openSlots: Int32Array;
  readonly batch: Buffer;
  /** `LINE` numbers per line, as in `Batch`. */
  readonly batchLines: Int32Array;
  readonly tables: KernelTables;
  readonly #kernel: Kernel;
  readonly #onReuse: (from: number, to: number) => number;
  readonly #segment: number;
  readonly #selectiveSegment: number;
  #ringEnd: number;
  /** Memory up to there is the system's to give when it is first written to. */
  readonly #largestRingEnd: number;
  #saved = 0;
  readonly #batchAt: number;
  readonly #batchLinesAt: number;
  readonly #rows: Float64Array;
  readonly #rowNodes: Int32Array;
  readonly #rowLines: Int32Array;
  readonly #rawAt: number;
  readonly #packAt: number;
  /** `[#from, #filled)` is read but not yet scanned; `#filled` is where the next read goes. */
  #from: number = RING_AT;
  #filled: number = RING_AT;
  #fresh = true;
  #selects = false;
  #settles = false;
  #packs = false;
  #total = 0;

  /** `onReuse` returns how many bytes it saved. `segment`: bytes of one read at most. */
  constructor(onReuse: (from: number, to: number) => number, segment?: number) {
    this.#segment = segment ?? SEGMENT;
    this.#selectiveSegment = segment ?? SELECTIVE_SEGMENT;
    this.#ringEnd = RING_AT + SEGMENTS * this.#selectiveSegment;
    this.#largestRingEnd =
      RING_AT +
      SEGMENTS * Math.max(this.#selectiveSegment, Math.min(this.#selectiveSegment * GROWTH, SELECTIVE_SEGMENT));
    this.#batchAt = this.#largestRingEnd + OVERREAD;
    this.#batchLinesAt = this.#batchAt + BATCH_SIZE + OVERREAD;
    const rowsAt = this.#batchLinesAt + BATCH_LINES * layout.LINE;
    const rowNodesAt = rowsAt + MOST_ROWS * layout.ROW;
    const rowLinesAt = rowNodesAt + MOST_ROWS * 4;
    this.#rawAt = rowLinesAt + MOST_ROW_LINES * layout.LINE;
    this.#packAt = this.#rawAt + RAW_SIZE + OVERREAD;
    const { kernel, memory } = createKernel(this.#packAt + BATCH_SIZE + OVERREAD);
    this.#kernel = kernel;
    this.#onReuse = onReuse;
    this.bytes = Buffer.from(memory);
    this.entries = new Int32Array(memory, ENTRIES_AT, MOST_ENTRIES * (layout.ENTRY / 4));
    this.stamps = new Float64Array(memory, ENTRIES_AT, MOST_ENTRIES * (layout.ENTRY / 8));
    this.openSecs = new Float64Array(memory, layout.OPEN_AT, layout.MOST_OPEN * (layout.OPEN / 8));
    this.openSlots = new Int32Array(memory, layout.OPEN_AT, layout.MOST_OPEN * (layout.OPEN / 4));
    this.batch = this.bytes.subarray(this.#batchAt, this.#batchAt + BATCH_SIZE);
    this.batchLines = new Int32Array(memory, this.#batchLinesAt, BATCH_LINES * LINE);
    this.#rows = new Float64Array(memory, rowsAt, MOST_ROWS * EVENT);
    this.#rowNodes = new Int32Array(memory, rowNodesAt, MOST_ROWS);
    this.#rowLines = new Int32Array(memory, rowLinesAt, MOST_ROW_LINES * LINE);
    this.#kernel.setRows(rowsAt, rowNodesAt, rowLinesAt, MOST_ROWS, MOST_ROW_LINES);
    this.tables = new KernelTables(kernel, this.bytes);
  }

  /** False: every line is an entry of its own, for when an event's later lines matter to the assembler. */
  setMerge(on: boolean): void {
    this.#kernel.setMerge(on);
  }

  /** From now on `scan` leaves out what is not wanted, if it can be sure. */
  select({ timeout, start, end, serial, hits, rows }: Selection): void {
    const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;
    this.#selects = true;
    this.#kernel.select(timeout, start ?? NEGATIVE_INFINITY, end ?? POSITIVE_INFINITY, serial ?? -1, hits);
    this.#packs = rows;
    if (rows) this.#kernel.settleWanted(this.#packAt, BATCH_SIZE);
  }

  /** From now on events that leave in the order of release are no entries: see `rows`. `timeout` in seconds, above 0. */
  settle(timeout: number): void {
    this.#settles = true;
    this.#kernel.settleAll(timeout);
  }

  /** True when `tellOpen` is to be called before each `scan`. */
  get asksForOpen(): boolean {
    return (this.#selects || this.#settles) && this.#kernel.isHolding.value === 0;
  }

  /**
   * The open events, in the order of release, stand in `openSecs` (two places each) and `openSlots` (four: the third is the
   * slot, the fourth 1 for a complete event); the rest is the stamp of the last one. -1: not in order, or too many.
   */
  tellOpen(count: number, sec: number, milli: number, serial: number): void {
    this.#kernel.tellOpen(count, sec, milli, serial);
  }

  /** Lines seen so far. */
  get lines(): number {
    return this.#kernel.lines.value;
  }

  /** Events that `select` left out. */
  get passed(): number {
    return this.#kernel.passed.value;
  }

  /** The latest stamp of events that the last `scan` left out; they left before all of its entries that are not marked LEFT. */
  get passedStamp(): Stamp | undefined {
    const { passedSec, passedMilli, passedSerial } = this.#kernel;
    const sec = passedSec.value;
    return Number.isFinite(sec) ? { sec, milli: passedMilli.value, serial: passedSerial.value } : undefined;
  }

  /** Where the next read may put its bytes; call `filled` afterwards. */
  space(): Buffer {
    if (this.#filled === this.#ringEnd) this.#growOrWrap();
    const segment = this.#selects ? this.#selectiveSegment : this.#segment;
    const segmentEnd = RING_AT + (Math.floor((this.#filled - RING_AT) / segment) + 1) * segment;
    if ((this.#filled - RING_AT) % segment === 0) this.#saved += this.#onReuse(this.#filled, segmentEnd);
    return this.bytes.subarray(this.#filled, segmentEnd);
  }

  filled(length: number): void {
    this.#filled += length;
    this.#total += length;
    this.#fresh = true;
  }

  /** How many bytes had been read, of all inputs, before the one at `address`. */
  offsetOf(address: number): number {
    return this.#total - (this.#filled - address);
  }

  /** Bytes of the line whose end has not been read yet, once all has been scanned. */
  get unfinished(): number {
    return this.#filled - this.#from;
  }

  /** Takes that line for not read. */
  dropUnfinished(): void {
    this.#total -= this.unfinished;
    this.#filled = this.#from;
  }

  /** True when the next `space` will move the unfinished line, so everything must have been scanned before. */
  get atEnd(): boolean {
    return this.#filled === this.#ringEnd;
  }

  /** Events that left in order before those of the last `scan`'s entries. */
  get rowCount(): number {
    return this.#kernel.rowCount.value;
  }

  /** There may be no more before these are taken: their bytes will be overwritten, or there is no room. */
  get rowsAreDue(): boolean {
    return !this.#packs || this.#kernel.rowsAreFull() !== 0;
  }

  /** To be called when they have been taken. */
  forgetRows(): void {
    this.#kernel.forgetRows();
  }

  /** These events as a batch has them. */
  rows(): Pick<Batch, 'events' | 'lines' | 'nodes'> & { readonly bytes: Buffer } {
    const { rowsStart, rowsEnd, rowLines, rowsHaveNode } = this.#kernel;
    return {
      bytes: this.bytes.subarray(rowsStart.value, rowsEnd.value),
      events: this.#rows.subarray(0, this.rowCount * EVENT),
      lines: this.#rowLines.subarray(0, rowLines.value * LINE),
      nodes: rowsHaveNode.value
        ? { numbers: this.#rowNodes.subarray(0, this.rowCount), names: this.tables.nodes }
        : NO_NODES,
    };
  }

  /** Writes some of the rows from `at` on, as raw output has them; returns the first one that it did not write. */
  writeRaw({ event, line }: EventPlace, out: Out): EventPlace {
    const { writeRaw, rawRow, rawLine } = this.#kernel;
    const end = writeRaw(event / EVENT, line / LINE, this.#rawAt, this.#rawAt + RAW_SIZE);
    out.writeBytes(this.bytes, this.#rawAt, end);
    return { event: rawRow.value * EVENT, line: rawLine.value * LINE };
  }

  /**
   * Scans what has been read; returns the number of entries now in `entries`. Call again until there is neither an entry nor
   * a row: then only an unfinished line is left. `last`: nothing follows, so the unfinished line is a line too. `most`: of
   * entries. `hold`: events that are open may wait in the kernel for the next scan; not `atEnd`, where their lines will be overwritten.
   */
  scan(last: boolean, most: number = MOST_ENTRIES, hold = false): number {
    const count = this.#kernel.scan(this.#from, this.#filled, last, this.#fresh, most, hold);
    this.#from = this.#kernel.consumed.value;
    this.#fresh = false;
    return count;
  }

  /** Copies `[from, end)` of `bytes` to `offset` of `batch`. */
  copyToBatch(offset: number, from: number, end: number): void {
    this.#kernel.copy(this.#batchAt + offset, from, end - from);
  }

  /** Describes the lines of a run, `[from, end)` of `bytes`, in `batchLines` from line `line`; `shift` is its place in `batch`. */
  splitToBatch(line: number, from: number, end: number, shift: number): void {
    this.#kernel.split(from, end, shift, this.#batchLinesAt + line * layout.LINE);
  }

  /** The same for a run whose bytes are in `batch` already. */
  splitInBatch(line: number, at: number, length: number): void {
    const from = this.#batchAt + at;
    this.#kernel.split(from, from + length, at, this.#batchLinesAt + line * layout.LINE);
  }

  /** Whether `bytes`, a part of this memory, has control bytes that no sane log has. */
  hasControls({ byteOffset, length }: Buffer): boolean {
    return this.#kernel.hasControls(byteOffset, byteOffset + length) !== 0;
  }

  #growOrWrap(): void {
    const isMuch = this.#saved > (this.#ringEnd - RING_AT) * MUCH_SAVED;
    this.#saved = 0;
    if (isMuch && this.#ringEnd < this.#largestRingEnd) this.#ringEnd = this.#largestRingEnd;
    else this.#wrap();
  }

  #wrap(): void {
    const rest = this.#filled - this.#from; // shorter than a line, so it fits the margin
    this.#onReuse(0, RING_AT);
    this.bytes.copyWithin(RING_AT - rest, this.#from, this.#filled);
    this.#from = RING_AT - rest;
    this.#filled = RING_AT;
  }
}
