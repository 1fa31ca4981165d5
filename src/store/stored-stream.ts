/** A stream as a store gives it back. */
import type { TimeSpan } from '../input/source.js';
import type { Predicate } from './predicate.js';

/** A log of a stream: where it begins in it, and ends. */
export interface StoredLog {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Seconds of its first row, and of the last one that has any; 0: none. */
  readonly span: TimeSpan;
}

/** First and last second of interest, both included. */
export interface SecondRange {
  readonly start: number;
  readonly end: number;
}

/** What is needed of a row to put its lines in their places. */
export interface StoredLines {
  readonly at: number;
  readonly steps: readonly number[];
  readonly sec: number;
  readonly kind: number;
  readonly raw: Uint8Array;
}

export const NO_LIMIT: number = Number.POSITIVE_INFINITY;

/** Rows in the order of `at`. */
export interface LineBlock {
  readonly rows: readonly StoredLines[];
  /** No row that follows begins before. */
  readonly laterFrom: number;
}

export interface StoredStream {
  readonly name: string;
  readonly logs: readonly StoredLog[];
  /** Seconds that events were waited for. */
  readonly timeout: number;
  /** What is to be said about it, a line each. */
  readonly notes: readonly string[];
  /** No row of that range is late (see `row.ts`): events of the range are as a scan for it finds them. */
  isRegular(seconds: SecondRange): Promise<boolean>;
  /** The lines of events that begin in the part, are of the range and satisfy the predicate, event by event in order. */
  events(part: StoredLog, seconds: SecondRange, predicate: Predicate): AsyncIterable<Uint8Array>;
  /** Rows that touch the part of the stream and may have a second of that range, or none. */
  lines(part: StoredLog, seconds: SecondRange): AsyncIterable<LineBlock>;
}
