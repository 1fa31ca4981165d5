/**
 * Events on their way from the assembler to the work, as plain arrays: cheap to fill, transferable to a worker thread.
 * Objects are made where they are used, by `eventsOf`.
 */
import type { Assembler } from './assembler.js';
import type { AuditEvent } from './event.js';
import { AuditRecord } from './record.js';
import { BATCH_SIZE, type Scanner } from './scanner.js';

export interface Batch {
  readonly bytes: Uint8Array;
  /** Per event: sec, milli, serial, number of lines. */
  readonly events: Float64Array;
  /** Per line: start, first 0x1D or end, end (offsets in `bytes`), record type × 2 + 1 if it had its newline. */
  readonly lines: Int32Array;
  /** Per event; empty when no event of the batch has a node. */
  readonly nodes: readonly (string | undefined)[];
}

/** Fills one batch at a time in the scanner's memory. */
export class BatchBuilder {
  readonly #scanner: Scanner;
  #used = 0;
  #events: number[] = [];
  #lines: number[] = [];
  #nodes: (string | undefined)[] = [];
  #hasNode = false;
  /** Ring bytes that are to be copied to `#copyTo`: neighbouring lines are copied together. */
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

  fits(assembler: Assembler, slot: number): boolean {
    return this.#used + assembler.size[slot]! <= BATCH_SIZE;
  }

  /** Adds the event that the assembler is releasing; it must fit. */
  add(assembler: Assembler, slot: number): void {
    const { lines } = assembler;
    const all = this.#lines;
    let count = 0;
    for (let line = assembler.firstLine[slot]!; line >= 0; line = lines.next[line]!) {
      const kind = lines.kind[line]!;
      const saved = lines.savedBytes(line);
      const start = saved ? 0 : lines.start[line]!;
      const end = lines.end[line]!;
      const at = this.#used;
      if (saved) this.#scanner.batch.set(saved, at);
      else this.#copy(start, end + (kind & 1), at);
      all.push(at, at + lines.textEnd[line]! - start, at + end - start, kind);
      this.#used = at + end - start + (kind & 1);
      count++;
    }
    this.#addEvent(assembler, slot, count);
  }

  /** The finished batch, as a view that the next `add` overwrites. */
  take(): Batch {
    this.#flushCopy();
    const batch: Batch = {
      bytes: this.#scanner.batch.subarray(0, this.#used),
      events: Float64Array.from(this.#events),
      lines: Int32Array.from(this.#lines),
      nodes: this.#hasNode ? this.#nodes : [],
    };
    this.#used = 0;
    this.#events = [];
    this.#lines = [];
    this.#nodes = [];
    this.#hasNode = false;
    return batch;
  }

  #addEvent(assembler: Assembler, slot: number, count: number): void {
    this.#events.push(assembler.sec[slot]!, assembler.milli[slot]!, assembler.serial[slot]!, count);
    const node = assembler.node[slot];
    this.#nodes.push(node);
    if (node !== undefined) this.#hasNode = true;
  }

  #copy(from: number, end: number, to: number): void {
    if (from === this.#copyEnd && to === this.#copyTo + (this.#copyEnd - this.#copyFrom)) {
      this.#copyEnd = end;
      return;
    }
    this.#flushCopy();
    this.#copyFrom = from;
    this.#copyEnd = end;
    this.#copyTo = to;
  }

  /** Must be called before the ring is read into again. */
  flushCopy(): void {
    this.#flushCopy();
  }

  #flushCopy(): void {
    if (this.#copyEnd > this.#copyFrom) this.#scanner.copyToBatch(this.#copyTo, this.#copyFrom, this.#copyEnd);
    this.#copyFrom = 0;
    this.#copyEnd = 0;
  }
}

/** One event that is too large for a batch, in a buffer of its own. */
export function largeBatch(assembler: Assembler, slot: number, ring: Buffer): Batch {
  const { lines } = assembler;
  const bytes = Buffer.allocUnsafeSlow(assembler.size[slot]!);
  const all: number[] = [];
  let at = 0;
  for (let line = assembler.firstLine[slot]!; line >= 0; line = lines.next[line]!) {
    const saved = lines.savedBytes(line);
    const start = saved ? 0 : lines.start[line]!;
    const end = lines.end[line]!;
    bytes.set((saved ?? ring).subarray(start, end), at);
    all.push(at, at + lines.textEnd[line]! - start, at + end - start, lines.kind[line]!);
    at += end - start;
    bytes[at++] = 10;
  }
  const node = assembler.node[slot];
  return {
    bytes,
    events: Float64Array.of(assembler.sec[slot]!, assembler.milli[slot]!, assembler.serial[slot]!, all.length / 4),
    lines: Int32Array.from(all),
    nodes: node === undefined ? [] : [node],
  };
}

/** The events of a batch, in order. */
export function* eventsOf(batch: Batch): Generator<AuditEvent> {
  const { events, lines, nodes } = batch;
  const bytes = Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.byteLength);
  for (let i = 0, line = 0; i < events.length; i += 4) {
    const count = events[i + 3]!;
    const records: AuditRecord[] = [];
    for (const end = line + count * 4; line < end; line += 4) {
      const kind = lines[line + 3]!;
      records.push(
        new AuditRecord(kind >> 1, bytes, lines[line]!, lines[line + 1]!, lines[line + 2]!, (kind & 1) === 1),
      );
    }
    yield { sec: events[i]!, milli: events[i + 1]!, serial: events[i + 2]!, node: nodes[i >> 2], records };
  }
}
