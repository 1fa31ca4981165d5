/** The rows of a stream on their way into a store, a batch at a time, each batch with the position behind it. */
import { type Batch, idAt } from '../log/batch.js';
import { EVENT } from '../log/batch-layout.js';
import type { EventReader } from '../store/event-columns.js';
import { formatPosition, type KnownLog } from '../store/position.js';
import { KIND, type OpenRow, type Row } from '../store/row.js';
import { RowBlock } from '../store/row-block.js';
import { type Place, RowMaker } from '../store/rows-of.js';
import type { Tail } from '../store/store.js';
import { type Piece, PlacedScan } from './placed-scan.js';
import { holeNote } from './ship-hole.js';
import type { LogStart } from './ship-logs.js';

export interface ShippedStreamOptions {
  readonly name: string;
  /** How far the store is. */
  readonly tail: Tail;
  /** Logs were gone before they were read. */
  readonly isOvertaken: boolean;
  /** Takes what is said about them. */
  readonly overtaken: (note: string) => void;
  readonly events: EventReader;
  /** End-of-event timeout in seconds. */
  readonly timeout: number;
  /** Rows of a batch, at most. */
  readonly batch: number;
  readonly err: (text: string) => void;
  readonly insert: (rows: RowBlock) => Promise<void>;
}

/** Bytes of log in a batch, about: a larger event goes alone. The memory of a run is five to ten times that. */
const BATCH_BYTES = 1 << 24;
const DAY_SECONDS = 86400;
const NO_STEPS: readonly number[] = [];

/** A row of an event that has been released, and where its lines are. */
interface Released {
  readonly row: OpenRow;
  /** What its records say. */
  readonly said: Row;
  readonly pieces: readonly Piece[];
}

export class ShippedStream {
  readonly #options: ShippedStreamOptions;
  readonly #rows: RowMaker;
  readonly #events: EventReader;
  readonly #scan: PlacedScan;
  readonly #logs: (KnownLog & { readonly name: string })[];
  /** All bytes before it are in rows. */
  #frontier: number;
  /** Stored events that begin behind the frontier: where they begin and end. */
  readonly #stored: Map<number, number>;
  /** Pieces behind the frontier that rows have. */
  #covered: Piece[] = [];
  /** Released, and not in the batch yet. */
  #ready: Released[] = [];
  #batch = new RowBlock();
  /** Of the first row in it. */
  #batchDay = 0;
  #count: number;
  #fed: number;
  /** A row is to say that logs were gone. */
  #isHoleOpen: boolean;

  constructor(options: ShippedStreamOptions) {
    const { name, tail, timeout, err, isOvertaken, events } = options;
    const { position } = tail;
    this.#options = options;
    this.#events = events;
    this.#isHoleOpen = isOvertaken;
    this.#rows = new RowMaker(name, timeout, tail);
    this.#count = tail.count;
    this.#logs = position.logs.map((log) => ({ ...log, name: '' }));
    // What comes behind a hole has nothing to do with what was open before it.
    this.#stored = new Map(isOvertaken ? [] : position.stored);
    this.#frontier = Math.max(position.offset, ...(isOvertaken ? position.stored.map(([, end]) => end) : []));
    this.#fed = this.#frontier;
    this.#scan = new PlacedScan({
      timeout,
      offset: this.#frontier,
      badStamp: (text) => err(`Error extracting time stamp (${text})\n`),
      released: (batch, pieces) => this.#release(batch, pieces),
    });
  }

  beginLog({ name, start, head }: LogStart): void {
    // One that is known is the last one so far; its name may have changed.
    if (start !== undefined) this.#logs.pop();
    this.#logs.push({ name, start: start ?? this.#fed, ...head });
  }

  async feed(chunk: Buffer): Promise<void> {
    this.#scan.feed(chunk);
    this.#fed += chunk.length;
    await this.#fill();
  }

  endLog(): void {
    this.#scan.endLog();
  }

  /** `isOver`: nothing is added to the last log. The result: bytes of events that may go on, which are shipped later. */
  async end(isOver: boolean): Promise<number> {
    this.#scan.end(isOver);
    await this.#fill();
    await this.#ship();
    return this.#fed - this.#frontier;
  }

  #release(batch: Batch, pieces: readonly (readonly Piece[])[]): void {
    this.#events.begin(batch);
    for (let at = 0; at < pieces.length; at++) {
      const left = this.#unstored(pieces[at]!);
      if (left.length === 0) {
        this.#events.skip();
        continue;
      }
      const row = this.#rows.event(idAt(batch, at * EVENT), this.#placeOf(left));
      this.#ready.push({ row, said: this.#events.next(row), pieces: left });
    }
  }

  /** An event that got more lines after it was stored leaves them to a row of their own. */
  #unstored(released: readonly Piece[]): readonly Piece[] {
    const [first] = released;
    const storedTo = first ? this.#stored.get(first.start) : undefined;
    if (storedTo === undefined) return released;
    this.#covered.push(...released);
    return released.flatMap((piece) => behind(storedTo, piece));
  }

  /** Takes what is ready into the batch; one that is full is shipped. */
  async #fill(): Promise<void> {
    const ready = this.#ready;
    for (let next = 0; next < ready.length; next++) {
      const released = ready[next]!;
      if (!this.#isFor(released)) {
        this.#ready = ready.slice(next);
        await this.#ship();
      }
      this.#take(released);
    }
    this.#ready = [];
    if (this.#batch.length >= this.#options.batch || this.#batch.lines.size >= BATCH_BYTES) await this.#ship();
  }

  /** What is written at once is of one day, in the order of release. */
  #isFor({ row, pieces }: Released): boolean {
    const { length, lines } = this.#batch;
    if (length === 0) return true;
    const size = pieces.reduce((sum, { start, end }) => sum + end - start, lines.size);
    return length < this.#options.batch && size <= BATCH_BYTES && dayOf(row.ksec) === this.#batchDay;
  }

  #take({ row, said, pieces }: Released): void {
    if (this.#isHoleOpen) this.#append(this.#holeBefore(row), []);
    this.#append(row, pieces, said);
    for (const piece of pieces) this.#covered.push(piece);
  }

  #append(row: OpenRow, pieces: readonly Piece[], said: Row = row): void {
    row.ord = this.#count++;
    this.#scan.copy(pieces, this.#batch.lines);
    if (this.#batch.length === 0) this.#batchDay = dayOf(row.ksec);
    this.#batch.append(row, said);
  }

  async #ship(): Promise<void> {
    if (this.#isHoleOpen) this.#append(this.#holeBefore(undefined), []);
    const batch = this.#batch;
    const frontier = this.#safePoint(batch);
    for (const line of this.#uncovered(frontier)) this.#append(this.#otherLine(line), [line]);
    if (batch.length === 0) return;
    for (const [start] of this.#stored) if (start < frontier) this.#stored.delete(start);
    const [kind, at, end] = [batch.column('kind'), batch.column('at'), batch.column('end')];
    for (let i = 0; i < at.length; i++)
      if (kind[i] === KIND.event && at[i]! >= frontier) this.#stored.set(at[i]!, end[i]!);
    batch.setPosition(formatPosition({ logs: this.#knownLogs(), offset: frontier, stored: [...this.#stored] }));
    await this.#options.insert(batch);
    this.#batch = new RowBlock();
    this.#covered = this.#covered.filter(({ end }) => end > frontier);
    this.#frontier = frontier;
    this.#scan.forget(frontier);
  }

  #otherLine(line: Piece): OpenRow {
    return this.#rows.other(this.#placeOf([line]), this.#scan.bytes(line));
  }

  #holeBefore(first: OpenRow | undefined): OpenRow {
    const { name, tail, overtaken } = this.#options;
    const note = holeNote(name, tail.latest, first);
    overtaken(note);
    this.#isHoleOpen = false;
    return this.#rows.hole(note, this.#frontier);
  }

  #knownLogs(): readonly KnownLog[] {
    return this.#logs.map(({ start, head, length }) => ({ start, head, length }));
  }

  /** Before everything that is not in rows, and between events: reading from there gives all others as they are. */
  #safePoint(batch: RowBlock): number {
    const [at, end] = [batch.column('at'), batch.column('end')];
    let point = this.#scan.pending;
    for (const { row } of this.#ready) point = Math.min(point, row.at);
    for (let before = Number.NaN; point !== before; ) {
      before = point;
      for (const [start, end] of this.#stored) if (start < point && end > point) point = start;
      for (let i = 0; i < at.length; i++) if (at[i]! < point && end[i]! > point) point = at[i]!;
    }
    return point;
  }

  /** Lines before `to` that are in no event. */
  #uncovered(to: number): readonly Piece[] {
    const lines: Piece[] = [];
    let at = this.#frontier;
    const add = (end: number): void => {
      for (let next = at; at < end; at = next) {
        next = Math.min(this.#scan.lineEnd(at), end);
        lines.push({ start: at, end: next });
      }
    };
    for (const { start, end } of this.#covered.sort((one, other) => one.start - other.start)) {
      if (start >= to) break;
      add(start);
      at = Math.max(at, end);
    }
    add(to);
    return lines;
  }

  #placeOf(pieces: readonly Piece[]): Place {
    const { start: at, end } = pieces[0]!;
    const { name, start: logStart } = this.#logAt(at);
    if (pieces.length === 1) return { log: name, logStart, at, end, steps: NO_STEPS };
    const steps = pieces.flatMap((piece, i) => {
      const next = pieces[i + 1];
      const length = piece.end - piece.start;
      return next ? [length, next.start - piece.end] : [length];
    });
    return { log: name, logStart, at, end: pieces.at(-1)!.end, steps };
  }

  #logAt(at: number): { readonly name: string; readonly start: number } {
    const last = this.#logs.at(-1);
    if (last && last.start <= at) return last;
    return this.#logs.findLast(({ start }) => start <= at) ?? this.#logs[0]!;
  }
}

function dayOf(sec: number): number {
  return Math.floor(sec / DAY_SECONDS);
}

function behind(place: number, { start, end }: Piece): readonly Piece[] {
  return end > place ? [{ start: Math.max(start, place), end }] : [];
}
