/**
 * How events of a shape are written, for all formats alike: pieces that the kernel puts together (patterns.as.ts), so that
 * nearly all events of a log are written without TypeScript.
 *
 *     ----\ntype=SYSCALL msg=audit(  27/11/26 10:00:00.123:7)   : arch=…  exit= 0  a0=0x 1  items=1 ppid=8 pid=9   auid=root …
 *     literal                        identity                   literal         value     labelled values       literal
 *
 * A literal holds for all events of the shape, and what it may hang on is said in event-parts.ts. The rest is the event's
 * own: its numbers and time, and passing values as they are or by their texts, which are asked for once a value.
 */

import type { Regard } from './regard.js';

/** What a passing value means, by its bytes alone. */
export interface Reading {
  /** The same for readings that say the same of every value. */
  readonly name: string;
  /** Decimal numbers without leading zeros say themselves. */
  readonly isNamed?: true;
  /** Undefined: an event with this value is written for itself. */
  readonly text: (value: string) => string | undefined;
}

/** A passing value, by its number in the event; or all from one to another, as one text with the labels between them. */
interface Values {
  readonly first: number;
  readonly last: number;
}

export type Piece =
  | { readonly kind: 'literal'; readonly bytes: Buffer }
  /** The same of a part of bytes all of which stand in the pattern, between other pieces: they are kept once. */
  | { readonly kind: 'slice'; readonly bytes: Buffer; readonly start: number; readonly end: number }
  /** One of `Patterns.times`. */
  | { readonly kind: 'time'; readonly number: number }
  /** `milli digits`: three at least; `digest`: 16 digits of the SHA-256 of the records' texts, a newline behind each. */
  | { readonly kind: 'second' | 'serial' | 'milli' | 'milli digits' | 'identity' | 'digest' }
  /** The process id of events whose shape has none, as it does not count (regard.ts). */
  | { readonly kind: 'pid' }
  /** A row begins here: its number. */
  | { readonly kind: 'row' }
  /** As they are logged; `labelled` with the label before the first, too. */
  | (Values & { readonly kind: 'labelled' | 'value' })
  /** What they mean. */
  | (Values & { readonly kind: 'text'; readonly reading: Reading })
  /** Line of a record, by its number, up to where its rest begins. */
  | { readonly kind: 'record'; readonly number: number }
  /** Line of a record, by its number, without its newline; with the names that the log added, or without. */
  | { readonly kind: 'line'; readonly number: number; readonly names: boolean }
  /** Pieces that the same array stands for in many patterns: they are kept once. */
  | { readonly kind: 'part'; readonly pieces: readonly Piece[] };

export interface Pattern {
  readonly pieces: readonly Piece[];
  /** Passing values that other pieces go with, by bit of their numbers: it is for events that have the same in them. */
  readonly asks?: number;
}

/** What a format knows of writing events by shape. */
export interface Patterns {
  /** So many events are looked at in the time (5 ms) in which the kernel is made. */
  readonly few?: number;
  /** What of an event decides how it is written; undefined: all. */
  readonly regard?: Regard;
  /** The texts of a second; no more than four. Undefined: its events have to be written for themselves. */
  times(sec: number): readonly string[] | undefined;
  /** What is composed once an event, for its `identity` pieces; of literals, times and numbers. */
  readonly identity: readonly Piece[];
  /** For all events of the shape of the one that was written last. Undefined: each has to be written for itself. */
  pattern(): Pattern | undefined;
}

/** The pieces of one thing as it is in all events whose passing values begin at the same number. */
export interface KnownPart {
  readonly firstPassing: number;
  readonly part: Piece;
}

export function literal(text: string): Piece {
  return { kind: 'literal', bytes: Buffer.from(text, 'latin1') };
}
