/**
 * The scan of a stream of logs that wants to know where in it every line of an event stands, so that nothing of it gets
 * lost: events leave in the order of release, each with the pieces of the stream that it is made of, and the bytes of the
 * stream are kept until they are no longer asked for.
 *
 *   feed ──▶ Scanner ──▶ Assembler ──▶ released(event, pieces)
 *     └────▶ kept bytes ◀── bytes(from, to), forget(before)
 */
import { Assembler } from '../log/assemble/assembler.js';
import type { AuditEvent } from '../log/event.js';
import { LONGEST_LINE } from '../log/header.js';
import { AuditRecord } from '../log/record.js';
import { Scanner } from '../log/scan/scanner.js';

/** A piece of the stream, `end` excluded. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

export interface PlacedScanOptions {
  /** End-of-event timeout in seconds. */
  readonly timeout: number;
  /** Where in the stream the first byte stands. */
  readonly offset: number;
  readonly badStamp: (text: string) => void;
  /**
   * `unread` gives the event with new records, good until it returns; `pieces` are its lines with all that ends them, in
   * order of arrival, neighbours as one.
   */
  readonly released: (unread: () => AuditEvent, pieces: readonly Piece[]) => void;
}

const NEWLINE = 10;
/** What stands before the names that auditd adds. */
const SEPARATOR = 0x1d;

export class PlacedScan {
  readonly #options: PlacedScanOptions;
  readonly #scanner: Scanner;
  readonly #assembler: Assembler;
  readonly #kept: KeptBytes;
  /** Where in the stream logs are over. */
  readonly #logEnds: number[] = [];
  #fed: number;

  constructor(options: PlacedScanOptions) {
    this.#options = options;
    this.#fed = options.offset;
    this.#kept = new KeptBytes(options.offset);
    this.#scanner = new Scanner((from, to) => this.#assembler.evacuate(from, to));
    this.#assembler = new Assembler(this.#scanner, {
      timeout: options.timeout,
      badStamp: options.badStamp,
      needsTypes: true,
      release: (slot) => this.#release(slot),
    });
  }

  feed(chunk: Buffer): void {
    this.#kept.add(chunk);
    for (let at = 0; at < chunk.length; ) {
      const length = chunk.copy(this.#scanner.space(), 0, at);
      this.#scanner.filled(length);
      at += length;
      this.#fed += length;
      this.#scanAll(false);
    }
  }

  /** What comes now is another log: a last line without newline is a line, too. */
  endLog(): void {
    this.#scanAll(true);
    this.#logEnds.push(this.#fed);
  }

  /** Nothing more comes. `isOver`: open events are complete; else only those that certainly are leave. */
  end(isOver: boolean): void {
    if (!isOver) {
      this.#assembler.finishComplete();
      return;
    }
    this.#scanAll(true);
    this.#assembler.finish();
  }

  /** Where in the stream the first line begins that is in no released event and may be in one that comes. */
  get pending(): number {
    const unscanned = this.#fed - this.#scanner.unfinished;
    return Math.min(unscanned, this.#options.offset + this.#assembler.firstPendingOffset);
  }

  /** Events that are open. */
  get isPending(): boolean {
    return this.#assembler.pending;
  }

  /** Bytes of the stream that are not forgotten; good until more are fed. */
  bytes(piece: Piece): Buffer {
    return this.#kept.get(piece);
  }

  forget(before: number): void {
    this.#kept.forget(before);
    const left = this.#logEnds.findIndex((end) => end > before);
    this.#logEnds.splice(0, left < 0 ? this.#logEnds.length : left);
  }

  /** Where the line that begins at `start` is over, by the scanner's rules. */
  lineEnd(start: number): number {
    const logEnd = this.#logEnds.find((end) => end > start) ?? this.#fed;
    const line = this.#kept.get({ start, end: Math.min(start + LONGEST_LINE, logEnd) });
    const newline = line.indexOf(NEWLINE);
    return start + (newline < 0 ? line.length : newline + 1);
  }

  #scanAll(last: boolean): void {
    for (let count = this.#scanner.scan(last); count > 0; count = this.#scanner.scan(last)) this.#assembler.take(count);
  }

  #release(slot: number): void {
    const { runs, firstRun } = this.#assembler.events;
    const pieces: Piece[] = [];
    for (const run of runs.from(firstRun[slot]!)) {
      const start = this.#options.offset + runs.offset[run]!;
      const piece = { start, end: this.lineEnd(start) };
      const before = pieces.at(-1);
      if (before?.end === start) pieces[pieces.length - 1] = { start: before.start, end: piece.end };
      else pieces.push(piece);
    }
    this.#options.released(() => this.#event(slot), pieces);
  }

  #event(slot: number): AuditEvent {
    const { events } = this.#assembler;
    const { runs, firstRun } = events;
    const records: AuditRecord[] = [];
    for (const run of runs.from(firstRun[slot]!)) records.push(this.#record(run));
    return { ...events.idOf(slot), records };
  }

  /** Runs are single lines here, as the types of all records matter. */
  #record(run: number): AuditRecord {
    const { runs } = this.#assembler.events;
    const { memory, shift } = this.#kept;
    const start = this.#options.offset + runs.offset[run]! + shift;
    const end = start + runs.end[run]! - runs.start[run]!;
    const separator = memory.indexOf(SEPARATOR, start);
    const textEnd = separator < 0 || separator > end ? end : separator;
    const kind = runs.kind[run]!;
    return new AuditRecord(kind >> 1, memory, start, textEnd, end, (kind & 1) === 1);
  }
}

/** A window of the stream that moves on. */
class KeptBytes {
  #memory: Buffer = Buffer.allocUnsafe(1 << 20);
  /** The kept bytes are `[#from, #to)` of the memory; the first of them stands at `#start` in the stream. */
  #from = 0;
  #to = 0;
  #start: number;

  constructor(start: number) {
    this.#start = start;
  }

  add(chunk: Buffer): void {
    if (this.#to + chunk.length > this.#memory.length) this.#makeRoom(chunk.length);
    this.#to += chunk.copy(this.#memory, this.#to);
  }

  get memory(): Buffer {
    return this.#memory;
  }

  /** What makes a place in the stream one in `memory`. */
  get shift(): number {
    return this.#from - this.#start;
  }

  get({ start, end }: Piece): Buffer {
    return this.#memory.subarray(start + this.shift, end + this.shift);
  }

  forget(before: number): void {
    this.#from += before - this.#start;
    this.#start = before;
  }

  #makeRoom(length: number): void {
    const used = this.#to - this.#from;
    const memory = used + length > this.#memory.length / 2 ? Buffer.allocUnsafe((used + length) * 2) : this.#memory;
    this.#memory.copy(memory, 0, this.#from, this.#to);
    this.#memory = memory;
    this.#from = 0;
    this.#to = used;
  }
}
