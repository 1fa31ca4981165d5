/** Patterns in the memory of the parts kernel. They are forgotten all at once, with the shapes they are for. */

import { LINE_MAX } from '../scan/layout.js';
import { hashConstants } from './hash-constants.js';
import {
  HASH_CONSTANTS_AT,
  HASH_ROUNDS,
  LITERALS_AT,
  LITERALS_BYTES,
  LONGEST_IDENTITY,
  MOST_PATTERNS,
  MOST_PIECES,
  PATTERN,
  PATTERN_COUNT,
  PATTERN_FIRST,
  PATTERNS_AT,
  PIECE,
  PIECE_DIGEST,
  PIECE_FIRST,
  PIECE_IDENTITY,
  PIECE_KIND,
  PIECE_LABELLED,
  PIECE_LAST,
  PIECE_LINE,
  PIECE_LINE_NAMES,
  PIECE_LITERAL,
  PIECE_MILLI,
  PIECE_MILLI_DIGITS,
  PIECE_NAMED,
  PIECE_PART,
  PIECE_PID,
  PIECE_READING,
  PIECE_RECORD,
  PIECE_ROW,
  PIECE_SECOND,
  PIECE_SERIAL,
  PIECE_TEXT,
  PIECE_TIME,
  PIECE_VALUE,
  PIECES_AT,
  ROWS_FULL,
  WRITTEN_FULL,
} from './layout.js';
import type { PartsMemory } from './parts-memory.js';
import type { Piece, Reading } from './pattern.js';

/** Readings are kept apart by name; a log is hostile input. */
const MOST_READINGS = 4096;
/** In views of 32-bit units. */
const PIECE_UNITS = PIECE / 4;
const PATTERN_UNITS = PATTERN / 4;

const OF_EVENT = {
  second: PIECE_SECOND,
  serial: PIECE_SERIAL,
  milli: PIECE_MILLI,
  'milli digits': PIECE_MILLI_DIGITS,
  identity: PIECE_IDENTITY,
  digest: PIECE_DIGEST,
  pid: PIECE_PID,
  row: PIECE_ROW,
} as const;

export class PatternMemory {
  /** There was no room for a pattern: time to `forget` all. */
  isFull = false;
  readonly #memory: Buffer;
  readonly #patterns: Int32Array;
  readonly #pieces: Int32Array;
  readonly #identityCount: number;
  readonly #identityLiteralsEnd: number;
  /** Where they stand: patterns share them. */
  readonly #literals = new Map<Buffer, number>();
  /** Where the pieces of parts stand. */
  readonly #parts = new Map<readonly Piece[], number>();
  readonly #readings: Reading[] = [];
  readonly #readingNumbers = new Map<string, number>();
  #patternCount = 0;
  #pieceCount = 0;
  #literalsEnd = LITERALS_AT;
  #isReadyToHash = false;

  /** The identity's pieces and literals are the first ones, and stay. */
  constructor({ memory }: PartsMemory, identity: readonly Piece[]) {
    const { buffer } = memory;
    this.#memory = memory;
    this.#patterns = new Int32Array(buffer, PATTERNS_AT, MOST_PATTERNS * PATTERN_UNITS);
    this.#pieces = new Int32Array(buffer, PIECES_AT, MOST_PIECES * PIECE_UNITS);
    this.#identityCount = identity.length;
    this.#putAll(identity);
    this.#identityLiteralsEnd = this.#literalsEnd;
  }

  /** The pattern's number, from 1; undefined: there is no room. */
  add(pieces: readonly Piece[]): number | undefined {
    const { bytes, count } = sizeOf(pieces);
    if (bytes > WRITTEN_FULL || count > ROWS_FULL) return undefined;
    this.isFull =
      this.#patternCount === MOST_PATTERNS ||
      this.#pieceCount + count > MOST_PIECES ||
      this.#literalsEnd + bytes > LITERALS_AT + LITERALS_BYTES ||
      this.#readings.length + count > MOST_READINGS;
    if (this.isFull) return undefined;
    const first = this.#putAll(pieces);
    const at = this.#patternCount * PATTERN_UNITS;
    this.#patterns[at + PATTERN_FIRST / 4] = first;
    this.#patterns[at + PATTERN_COUNT / 4] = pieces.length;
    return ++this.#patternCount;
  }

  /** Numbers of readings are given again: values that were read under them must be forgotten, too. */
  forget(): void {
    this.isFull = false;
    this.#patternCount = 0;
    this.#pieceCount = this.#identityCount;
    this.#literals.clear();
    this.#parts.clear();
    this.#readings.length = 0;
    this.#readingNumbers.clear();
    this.#literalsEnd = this.#identityLiteralsEnd;
  }

  reading(number: number): Reading | undefined {
    return this.#readings[number];
  }

  /** The number of the first one. */
  #putAll(pieces: readonly Piece[]): number {
    for (const piece of pieces) if (piece.kind === 'part') this.#partAt(piece.pieces);
    const first = this.#pieceCount;
    for (const piece of pieces) this.#put(piece);
    return first;
  }

  #put(piece: Piece): void {
    if (piece.kind === 'literal') this.#store(PIECE_LITERAL, this.#literalAt(piece.bytes), piece.bytes.length);
    else if (piece.kind === 'slice') {
      const { bytes, start, end } = piece;
      this.#store(PIECE_LITERAL, this.#literalAt(bytes) + start, end - start);
    } else if (piece.kind === 'part') this.#store(PIECE_PART, this.#partAt(piece.pieces), piece.pieces.length);
    else if (piece.kind === 'time') this.#store(PIECE_TIME, piece.number);
    else if (piece.kind === 'record') this.#store(PIECE_RECORD, piece.number);
    else if (piece.kind === 'line') this.#store(piece.names ? PIECE_LINE_NAMES : PIECE_LINE, piece.number);
    else if (piece.kind === 'labelled') this.#store(PIECE_LABELLED, piece.first, piece.last);
    else if (piece.kind === 'value') this.#store(PIECE_VALUE, piece.first, piece.last);
    else if (piece.kind === 'text') {
      const { reading, first, last } = piece;
      this.#store(reading.isNamed ? PIECE_NAMED : PIECE_TEXT, first, last, this.#readingNumber(reading));
    } else {
      if (piece.kind === 'digest') this.#makeReadyToHash();
      this.#store(OF_EVENT[piece.kind]);
    }
  }

  /** Few formats have digests. */
  #makeReadyToHash(): void {
    if (this.#isReadyToHash) return;
    new Uint32Array(this.#memory.buffer, HASH_CONSTANTS_AT, HASH_ROUNDS).set(hashConstants());
    this.#isReadyToHash = true;
  }

  /** Not with `set`, which takes an array and longer than all the rest. */
  #store(kind: number, first = 0, last = 0, reading = 0): void {
    const at = this.#pieceCount++ * PIECE_UNITS;
    this.#pieces[at + PIECE_KIND / 4] = kind;
    this.#pieces[at + PIECE_FIRST / 4] = first;
    this.#pieces[at + PIECE_LAST / 4] = last;
    this.#pieces[at + PIECE_READING / 4] = reading;
  }

  #partAt(pieces: readonly Piece[]): number {
    let first = this.#parts.get(pieces);
    if (first === undefined) {
      first = this.#putAll(pieces);
      this.#parts.set(pieces, first);
    }
    return first;
  }

  #literalAt(bytes: Buffer): number {
    const known = this.#literals.get(bytes);
    if (known !== undefined) return known;
    const at = this.#literalsEnd;
    this.#memory.set(bytes, at);
    this.#literalsEnd += bytes.length;
    this.#literals.set(bytes, at);
    return at;
  }

  #readingNumber(reading: Reading): number {
    const known = this.#readingNumbers.get(reading.name);
    if (known !== undefined) return known;
    this.#readingNumbers.set(reading.name, this.#readings.length);
    return this.#readings.push(reading) - 1;
  }
}

/** At most: bytes of output, and pieces. */
function sizeOf(pieces: readonly Piece[]): { readonly bytes: number; readonly count: number } {
  let bytes = 0;
  let count = pieces.length;
  for (const piece of pieces) {
    if (piece.kind === 'literal') bytes += piece.bytes.length;
    else if (piece.kind === 'slice') bytes += piece.end - piece.start;
    else if (piece.kind === 'part') {
      const size = sizeOf(piece.pieces);
      bytes += size.bytes;
      count += size.count;
    } else bytes += piece.kind === 'record' || piece.kind === 'line' ? LINE_MAX : LONGEST_IDENTITY;
  }
  return { bytes, count };
}
