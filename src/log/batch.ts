/**
 * Events on their way from the assembler to the work, as plain arrays: cheap to fill, transferable to a worker thread.
 * Objects are made where they are used, by `eventsOf`.
 */

import { recordTypeNumber } from '../tables/record-types.js';
import type { OpenEvents } from './assemble/open-events.js';
import type { RunStore } from './assemble/runs.js';
import {
  EVENT,
  EVENT_LINES,
  EVENT_MILLI,
  EVENT_SEC,
  EVENT_SERIAL,
  kindOf,
  LINE,
  LINE_END,
  LINE_KIND,
  LINE_START,
  LINE_TEXT_END,
  newlineOfKind,
  typeOfKind,
} from './batch-layout.js';
import type { AuditEvent, EventId } from './event.js';
import { AuditRecord } from './record.js';
import { BATCH_LINES, BATCH_SIZE, type Scanner } from './scan/scanner.js';

export interface Batch {
  readonly bytes: Uint8Array;
  /** `EVENT` numbers per event. */
  readonly events: Float64Array;
  /** `LINE` numbers per line, offsets in `bytes`. */
  readonly lines: Int32Array;
  /** Per event; empty when no event of the batch has a node. */
  readonly nodes: readonly (string | undefined)[];
  /** No byte below 0x20 but newlines and 0x1D: nothing has to be escaped. Found out here at memory speed. */
  readonly isClean: boolean;
}

/** In a batch: where an event stands in `events`, and where its lines begin in `lines`. */
export interface EventPlace {
  readonly event: number;
  readonly line: number;
}

/** Fills one batch at a time in the scanner's memory. */
export class BatchBuilder {
  readonly #scanner: Scanner;
  #used = 0;
  #lineCount = 0;
  #events: number[] = [];
  #nodes: (string | undefined)[] = [];
  #hasNode = false;
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
    const node = open.node[slot];
    this.#nodes.push(node);
    if (node !== undefined) this.#hasNode = true;
  }

  /** The finished batch, as views that the next `add` overwrites. */
  take(): Batch {
    this.flushCopy();
    const bytes = this.#scanner.batch.subarray(0, this.#used);
    const batch: Batch = {
      bytes,
      events: Float64Array.from(this.#events),
      lines: this.#scanner.batchLines.subarray(0, this.#lineCount * LINE),
      nodes: this.#hasNode ? this.#nodes : [],
      isClean: !this.#scanner.hasControls(bytes),
    };
    this.#used = 0;
    this.#lineCount = 0;
    this.#events = [];
    this.#nodes = [];
    this.#hasNode = false;
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
  const batch: Batch = { ...rows, isClean: !scanner.hasControls(rows.bytes) };
  return isLarge(batch) ? copyOf(batch) : batch;
}

/** True for a batch of one event that would not fit with others. */
export function isLarge({ bytes, lines }: Batch): boolean {
  return bytes.length > BATCH_SIZE || lines.length > BATCH_LINES * LINE;
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
  return {
    bytes,
    events: Float64Array.of(sec, milli, serial, lines.length / LINE),
    lines: Int32Array.from(lines),
    nodes: node === undefined ? [] : [node],
    isClean: false,
  };
}

/** Of a canonical line. */
function typeOf(line: Buffer): number {
  const text = line.toString('latin1', 0, 400);
  const start = text.indexOf('type=') + 5;
  return recordTypeNumber(text.slice(start, text.indexOf(' ', start)));
}

/** The same batch in memory of its own, or its bytes in `spare` if they fit. */
export function copyOf({ bytes, events, lines, nodes, isClean }: Batch, spare?: ArrayBuffer): Batch {
  const fits = spare !== undefined && spare.byteLength >= bytes.length;
  const copy = new Uint8Array(fits ? spare : new ArrayBuffer(bytes.length), 0, bytes.length);
  copy.set(bytes);
  return { bytes: copy, events: new Float64Array(events), lines: new Int32Array(lines), nodes, isClean };
}

/** The events of a batch, in order. */
export function* eventsOf(batch: Batch): Generator<AuditEvent> {
  const { events } = batch;
  const bytes = bytesOf(batch);
  for (let i = 0, line = 0; i < events.length; i += EVENT) {
    yield eventAt(batch, bytes, i, line);
    line += events[i + EVENT_LINES]! * LINE;
  }
}

export function bytesOf({ bytes }: Batch): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The event at `i` of `events`, whose lines begin at `line` of `lines`. */
export function eventAt(
  { events, lines, nodes, isClean }: Omit<Batch, 'bytes'>,
  bytes: Buffer,
  i: number,
  line: number,
): AuditEvent {
  const records: AuditRecord[] = [];
  const next = line + events[i + EVENT_LINES]! * LINE;
  for (let at = line; at < next; at += LINE) records.push(recordAt(lines, at, bytes, isClean));
  return {
    sec: events[i + EVENT_SEC]!,
    milli: events[i + EVENT_MILLI]!,
    serial: events[i + EVENT_SERIAL]!,
    node: nodes[i / EVENT],
    records,
  };
}

function recordAt(lines: Int32Array, at: number, bytes: Buffer, isClean: boolean): AuditRecord {
  const kind = lines[at + LINE_KIND]!;
  const start = lines[at + LINE_START]!;
  const textEnd = lines[at + LINE_TEXT_END]!;
  const end = lines[at + LINE_END]!;
  return new AuditRecord(typeOfKind(kind), bytes, start, textEnd, end, newlineOfKind(kind) === 1, isClean);
}

/** Of the event at `i` of `events`. */
export function idAt({ events, nodes }: Omit<Batch, 'bytes'>, i: number): EventId {
  return {
    sec: events[i + EVENT_SEC]!,
    milli: events[i + EVENT_MILLI]!,
    serial: events[i + EVENT_SERIAL]!,
    node: nodes[i / EVENT],
  };
}

/** A batch that is put together event by event from others. */
export interface OpenBatch {
  readonly bytes: Uint8Array[];
  /** Bytes so far. */
  size: number;
  readonly events: number[];
  readonly lines: number[];
  readonly nodes: (string | undefined)[];
  isClean: boolean;
}

export function emptyBatch(): OpenBatch {
  return { bytes: [], size: 0, events: [], lines: [], nodes: [], isClean: true };
}

/** The batch as it stands, in memory of its own. */
export function closedBatch({ bytes, events, lines, nodes, isClean }: OpenBatch): Batch {
  return {
    bytes: Buffer.concat(bytes),
    events: Float64Array.from(events),
    lines: Int32Array.from(lines),
    nodes,
    isClean,
  };
}

/** Adds the event at `event` of `events`, whose lines begin at `line` of `lines`; returns where the next one's begin. */
export function appendEvent(
  to: OpenBatch,
  { bytes, events, lines, nodes, isClean }: Batch,
  event: number,
  line: number,
): number {
  const end = line + events[event + EVENT_LINES]! * LINE;
  const from = lines[line + LINE_START]!;
  const last = end - LINE;
  const behind = lines[last + LINE_END]! + newlineOfKind(lines[last + LINE_KIND]!);
  const shift = to.size - from;
  lines.subarray(line, end).forEach((unit, i) => {
    to.lines.push(i % LINE === LINE_KIND ? unit : unit + shift);
  });
  to.events.push(...events.subarray(event, event + EVENT));
  to.nodes.push(nodes[event / EVENT]);
  to.isClean &&= isClean;
  to.bytes.push(bytes.subarray(from, behind));
  to.size += behind - from;
  return end;
}
