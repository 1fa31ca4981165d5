/** Batches of what the assembler releases and of what the scanner puts together itself, in the scanner's memory. */

import { recordTypeNumber } from '../tables/record-types.js';
import type { OpenEvents } from './assemble/open-events.js';
import type { RunStore } from './assemble/runs.js';
import { type Batch, copyOf } from './batch.js';
import { kindOf, LINE, LINE_END, LINE_KIND, LINE_START, LINE_TEXT_END, newlineOfKind } from './batch-layout.js';
import { OpenNodes } from './batch-nodes.js';
import { BATCH_LINES, BATCH_SIZE, type Scanner } from './scan/scanner.js';

/** Fills one batch at a time in the scanner's memory. */
export class BatchBuilder {
  readonly #scanner: Scanner;
  #used = 0;
  #lineCount = 0;
  #events: number[] = [];
  #nodes = new OpenNodes();
  /** Ring bytes that are to be copied to `#copyTo`: neighbouring runs are copied together. */
  #copyFrom = 0;
  #copyEnd = 0;
  #copyTo = 0;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  /** Bytes in the batch so far. */
  get size(): number {
    return this.#used;
  }

  fits({ size, lineCount }: OpenEvents, slot: number): boolean {
    return this.#used + size[slot]! <= BATCH_SIZE && this.#lineCount + lineCount[slot]! <= BATCH_LINES;
  }

  /** Adds the event that the assembler is releasing; it must fit. */
  add(open: OpenEvents, slot: number): void {
    const { runs } = open;
    for (let run = open.firstRun[slot]!; run >= 0; run = runs.next[run]!) this.#addRun(runs, run);
    this.#events.push(open.sec[slot]!, open.milli[slot]!, open.serial[slot]!, open.lineCount[slot]!);
    this.#nodes.add(open.node[slot]);
  }

  /** The finished batch, as views that the next `add` overwrites. */
  take(): Batch {
    this.flushCopy();
    const bytes = this.#scanner.batch.subarray(0, this.#used);
    const batch: Batch = {
      bytes,
      events: Float64Array.from(this.#events),
      lines: this.#scanner.batchLines.subarray(0, this.#lineCount * LINE),
      nodes: this.#nodes.closed(),
      isClean: !this.#scanner.hasControls(bytes),
    };
    this.#used = 0;
    this.#lineCount = 0;
    this.#events = [];
    this.#nodes = new OpenNodes();
    return batch;
  }

  /** Must be called before the ring is read into again. */
  flushCopy(): void {
    if (this.#copyEnd > this.#copyFrom) this.#scanner.copyToBatch(this.#copyTo, this.#copyFrom, this.#copyEnd);
    this.#copyFrom = 0;
    this.#copyEnd = 0;
  }

  #addRun(runs: RunStore, run: number): void {
    const saved = runs.savedIn(run);
    const start = runs.start[run]!;
    const end = runs.end[run]!;
    const at = this.#used;
    const newline = newlineOfKind(runs.kind[run]!);
    if (saved) saved.copy(this.#scanner.batch, at, start, end + newline);
    else this.#copy(start, end + newline, at);
    const lines = runs.lines[run]!;
    if (lines === 0) this.#describe(saved ?? this.#scanner.bytes, start, end, runs.kind[run]!);
    else if (saved) this.#scanner.splitInBatch(this.#lineCount, at, end - start);
    else this.#scanner.splitToBatch(this.#lineCount, start, end, at);
    this.#lineCount += Math.max(lines, 1);
    this.#used = at + end - start + newline;
  }

  /** A line that the kernel could not read. */
  #describe(bytes: Buffer, start: number, end: number, kind: number): void {
    const table = this.#scanner.batchLines;
    const entry = this.#lineCount * LINE;
    const separator = bytes.subarray(start, end).indexOf(0x1d);
    table[entry + LINE_START] = this.#used;
    table[entry + LINE_TEXT_END] = this.#used + (separator < 0 ? end - start : separator);
    table[entry + LINE_END] = this.#used + end - start;
    table[entry + LINE_KIND] = kind;
  }

  #copy(from: number, end: number, to: number): void {
    if (from === this.#copyEnd && to === this.#copyTo + (this.#copyEnd - this.#copyFrom)) {
      this.#copyEnd = end;
      return;
    }
    this.flushCopy();
    this.#copyFrom = from;
    this.#copyEnd = end;
    this.#copyTo = to;
  }
}

/** The events that the scanner itself has put together, as views of the scanner's memory; in memory of its own if it is large. */
export function rowsBatch(scanner: Scanner): Batch {
  const rows = scanner.rows();
  const batch: Batch = {
    ...rows,
    isClean: !scanner.hasControls(rows.bytes),
    writeRaw: (from, out) => scanner.writeRaw(from, out),
  };
  return isLarge(batch) ? copyOf(batch) : batch;
}

/** True for a batch of one event that would not fit with others. */
export function isLarge({ bytes, lines }: Batch): boolean {
  return bytes.length > BATCH_SIZE || lines.length > BATCH_LINES * LINE;
}

/** True for an open event that fits no batch with others: see `largeBatch`. */
export function isTooLarge({ size, lineCount }: OpenEvents, slot: number): boolean {
  return size[slot]! > BATCH_SIZE || lineCount[slot]! > BATCH_LINES;
}

/** One event that is too large for a batch, in a buffer of its own. */
export function largeBatch(open: OpenEvents, slot: number, ring: Buffer): Batch {
  const { runs } = open;
  const bytes = Buffer.allocUnsafeSlow(open.size[slot]!);
  const lines: number[] = [];
  let at = 0;
  for (const run of runs.from(open.firstRun[slot]!)) {
    const source = (runs.savedIn(run) ?? ring).subarray(runs.start[run]!, runs.end[run]!);
    const kind = runs.kind[run]!;
    let rest = source;
    for (let more = true; more; ) {
      const newline = runs.lines[run] === 0 ? -1 : rest.indexOf(10);
      const line = newline < 0 ? rest : rest.subarray(0, newline);
      const separator = line.indexOf(0x1d);
      bytes.set(line, at);
      lines.push(at, at + (separator < 0 ? line.length : separator), at + line.length);
      lines.push(runs.lines[run] === 0 ? kind : kindOf(typeOf(line), true));
      at += line.length;
      bytes[at++] = 10;
      more = newline >= 0;
      rest = rest.subarray(newline + 1);
    }
  }
  const { sec, milli, serial, node } = open.idOf(slot);
  const nodes = new OpenNodes();
  nodes.add(node);
  return {
    bytes,
    events: Float64Array.of(sec, milli, serial, lines.length / LINE),
    lines: Int32Array.from(lines),
    nodes: nodes.closed(),
    isClean: false,
  };
}

/** Of a canonical line. */
function typeOf(line: Buffer): number {
  const text = line.toString('latin1', 0, 400);
  const start = text.indexOf('type=') + 5;
  return recordTypeNumber(text.slice(start, text.indexOf(' ', start)));
}
