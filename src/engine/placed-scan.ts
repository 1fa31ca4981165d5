/**
 * The scan of a stream of logs that wants to know where in it every line of an event stands, so that nothing of it gets
 * lost: events leave in the order of release, in batches, each with the pieces of the stream that it is made of, and the
 * bytes of the stream are kept until they are no longer asked for.
 *
 *   feed ──▶ Scanner ──▶ Assembler ──▶ batch ──▶ released(batch, pieces of each event)
 *     └────▶ kept bytes ◀── bytes(from, to), forget(before)
 */
import { Assembler } from '../log/assemble/assembler.js';
import type { Batch } from '../log/batch.js';
import { BatchBuilder, isTooLarge, largeBatch } from '../log/batch-builder.js';
import { LONGEST_LINE } from '../log/header.js';
import { Scanner } from '../log/scan/scanner.js';
import type { ByteColumn } from '../store/byte-column.js';

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
   * The batch is good until it returns; `pieces` of each event are its lines with all that ends them, in order of arrival,
   * neighbours as one. All that a call of `feed`, `endLog` or `end` releases has been told when it returns.
   */
  readonly released: (batch: Batch, pieces: readonly (readonly Piece[])[]) => void;
}

const NEWLINE = 10;
/** Lines that are read before all others: the scanner knows the names of nodes only when it is told. */
const FIRST_LINES = 16;
/** Bytes of a batch, about. */
const BATCH_TARGET = 1 << 19;

export class PlacedScan {
  readonly #options: PlacedScanOptions;
  readonly #scanner: Scanner;
  readonly #assembler: Assembler;
  readonly #builder: BatchBuilder;
  /** Of the events in the batch that is being built. */
  #pieces: (readonly Piece[])[] = [];
  readonly #kept: KeptBytes;
  /** Where in the stream logs are over. */
  readonly #logEnds: number[] = [];
  #fed: number;

  constructor(options: PlacedScanOptions) {
    this.#options = options;
    this.#fed = options.offset;
    this.#kept = new KeptBytes(options.offset);
    this.#scanner = new Scanner((from, to) => {
      this.#builder.flushCopy();
      return this.#assembler.evacuate(from, to);
    });
    this.#builder = new BatchBuilder(this.#scanner);
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
    this.#deliver();
  }

  /** What comes now is another log: a last line without newline is a line, too. */
  endLog(): void {
    this.#scanAll(true);
    this.#deliver();
    this.#logEnds.push(this.#fed);
  }

  /** Nothing more comes. `isOver`: open events are complete; else only those that certainly are leave. */
  end(isOver: boolean): void {
    if (isOver) {
      this.#scanAll(true);
      this.#assembler.finish();
    } else this.#assembler.finishComplete();
    this.#deliver();
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

  /** Bytes of the stream. They stay as they are until something is forgotten. */
  bytes(piece: Piece): Buffer {
    return this.#kept.get(piece);
  }

  /** The same, one piece behind the other. */
  copy(pieces: readonly Piece[], lines: ByteColumn): void {
    for (const piece of pieces) this.#kept.copy(piece, lines);
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
    for (let count = this.#scan(last); count > 0; count = this.#scan(last)) this.#assembler.take(count);
  }

  #scan(last: boolean): number {
    return this.#scanner.scan(last, this.#assembler.counts.lines === 0 ? FIRST_LINES : undefined);
  }

  #release(slot: number): void {
    const { events } = this.#assembler;
    const pieces = this.#piecesOf(slot);
    if (isTooLarge(events, slot)) {
      this.#deliver();
      this.#options.released(largeBatch(events, slot, this.#scanner.bytes), [pieces]);
      return;
    }
    if (!this.#builder.fits(events, slot)) this.#deliver();
    this.#builder.add(events, slot);
    this.#pieces.push(pieces);
    if (this.#builder.size >= BATCH_TARGET) this.#deliver();
  }

  #deliver(): void {
    if (this.#builder.isEmpty) return;
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#options.released(this.#builder.take(), pieces);
  }

  /** Runs are single lines here, as the types of all records matter. */
  #piecesOf(slot: number): readonly Piece[] {
    const { runs, firstRun } = this.#assembler.events;
    const pieces: Piece[] = [];
    for (let run = firstRun[slot]!; run >= 0; run = runs.next[run]!) {
      const start = this.#options.offset + runs.offset[run]!;
      const hasNewline = (runs.kind[run]! & 1) === 1;
      const end = hasNewline ? start + runs.end[run]! - runs.start[run]! + 1 : this.lineEnd(start);
      const before = pieces.at(-1);
      if (before?.end === start) pieces[pieces.length - 1] = { start: before.start, end };
      else pieces.push({ start, end });
    }
    return pieces;
  }
}

const LEAST_MEMORY = 1 << 20;

/** A window of the stream that moves on. What was taken out of it stays as it is until something is forgotten. */
class KeptBytes {
  #memory: Buffer = Buffer.allocUnsafe(LEAST_MEMORY);
  #used = 0;
  /** Where in the stream the first byte of the memory stands. */
  #start: number;

  constructor(start: number) {
    this.#start = start;
  }

  add(chunk: Buffer): void {
    if (this.#used + chunk.length > this.#memory.length) this.#makeRoom(chunk.length);
    this.#used += chunk.copy(this.#memory, this.#used);
  }

  get({ start, end }: Piece): Buffer {
    return this.#memory.subarray(start - this.#start, end - this.#start);
  }

  copy({ start, end }: Piece, lines: ByteColumn): void {
    lines.add(this.#memory, start - this.#start, end - this.#start);
  }

  /** The same memory again: new memory of that size is slower to come by than what is copied here. */
  forget(before: number): void {
    this.#memory.copyWithin(0, before - this.#start, this.#used);
    this.#used -= before - this.#start;
    this.#start = before;
  }

  #makeRoom(length: number): void {
    const memory = Buffer.allocUnsafeSlow((this.#used + length) * 2);
    this.#memory.copy(memory, 0, 0, this.#used);
    this.#memory = memory;
  }
}
