/** A stream as a store gives it back. */

/** A log of a stream: where it begins in it, and ends. */
export interface StoredLog {
  readonly name: string;
  readonly start: number;
  readonly end: number;
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
  /** Rows that touch the part of the stream and may have a second of that range, or none. */
  lines(part: StoredLog, seconds: SecondRange): AsyncIterable<LineBlock>;
}
