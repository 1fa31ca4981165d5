/** Patterns in the memory of the parts kernel. They are forgotten all at once, with the shapes they are for. */

import { LINE_MAX } from '../scan/layout.js';
import {
  LITERALS_AT,
  LITERALS_BYTES,
  LONGEST_IDENTITY,
  MOST_PATTERNS,
  MOST_PIECES,
  PATTERN,
  PATTERNS_AT,
  PIECE,
  PIECE_IDENTITY,
  PIECE_LABELLED,
  PIECE_LITERAL,
  PIECE_MILLI,
  PIECE_MILLI_DIGITS,
  PIECE_NAMED,
  PIECE_RECORD,
  PIECE_SECOND,
  PIECE_SERIAL,
  PIECE_TEXT,
  PIECE_TIME,
  PIECE_VALUE,
  PIECES_AT,
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
} as const;

export class PatternMemory {
  /** There was no room for a pattern: time to `forget` all. */
  isFull = false;
  readonly #memory: Buffer;
  readonly #patterns: Int32Array;
  readonly #pieces: Int32Array;
  readonly #identityCount: number;
  /** Where they stand: patterns share them. */
  readonly #literals = new Map<Buffer, number>();
  readonly #readings: Reading[] = [];
  readonly #readingNumbers = new Map<string, number>();
  #patternCount = 0;
  #pieceCount = 0;
  #literalsEnd = LITERALS_AT;

  /** The identity's pieces are the first ones, and stay. */
  constructor({ memory }: PartsMemory, identity: readonly Piece[]) {
    const { buffer } = memory;
    this.#memory = memory;
    this.#patterns = new Int32Array(buffer, PATTERNS_AT, MOST_PATTERNS * PATTERN_UNITS);
    this.#pieces = new Int32Array(buffer, PIECES_AT, MOST_PIECES * PIECE_UNITS);
    this.#identityCount = identity.length;
    for (const piece of identity) this.#put(piece);
  }

  /** The pattern's number, from 1; undefined: there is no room. */
  add(pieces: readonly Piece[]): number | undefined {
    const size = pieces.reduce((sum, piece) => sum + mostBytesOf(piece), 0);
    if (size > WRITTEN_FULL) return undefined;
    this.isFull =
      this.#patternCount === MOST_PATTERNS ||
      this.#pieceCount + pieces.length > MOST_PIECES ||
      this.#literalsEnd + size > LITERALS_AT + LITERALS_BYTES ||
      this.#readings.length + pieces.length > MOST_READINGS;
    if (this.isFull) return undefined;
    this.#patterns.set([this.#pieceCount, pieces.length], this.#patternCount * PATTERN_UNITS);
    for (const piece of pieces) this.#put(piece);
    return ++this.#patternCount;
  }

  /** Values that were read stay, and so do the numbers of readings. */
  forget(): void {
    this.isFull = false;
    this.#patternCount = 0;
    this.#pieceCount = this.#identityCount;
    this.#literals.clear();
    this.#literalsEnd = LITERALS_AT;
  }

  reading(number: number): Reading | undefined {
    return this.#readings[number];
  }

  #put(piece: Piece): void {
    this.#pieces.set(this.#units(piece), this.#pieceCount++ * PIECE_UNITS);
  }

  /** Kind, what it is of, and under which reading. */
  #units(piece: Piece): readonly number[] {
    switch (piece.kind) {
      case 'literal':
        return [PIECE_LITERAL, this.#literalAt(piece.bytes), piece.bytes.length, 0];
      case 'time':
        return [PIECE_TIME, piece.number, 0, 0];
      case 'record':
        return [PIECE_RECORD, piece.number, 0, 0];
      case 'labelled':
        return [PIECE_LABELLED, piece.first, piece.last, 0];
      case 'value':
        return [PIECE_VALUE, piece.first, piece.last, 0];
      case 'text':
        return [
          piece.reading.isNamed ? PIECE_NAMED : PIECE_TEXT,
          piece.first,
          piece.last,
          this.#readingNumber(piece.reading),
        ];
      default:
        return [OF_EVENT[piece.kind], 0, 0, 0];
    }
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

function mostBytesOf(piece: Piece): number {
  if (piece.kind === 'literal') return piece.bytes.length;
  return piece.kind === 'record' ? LINE_MAX : LONGEST_IDENTITY;
}
