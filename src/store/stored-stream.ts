/** A store that is read, and a stream as it gives it back. */
import type { TimeSpan } from '../input/source.js';
import type { CountedRows, CountQuestion, OddEvent } from './count.js';
import type { Stamp } from './order.js';
import type { Predicate } from './predicate.js';
import type { SecondRange } from './second-range.js';

/** A log of a stream: where it begins in it, and ends. */
export interface StoredLog {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Seconds of its first row, and of the last one that has any; 0: none. */
  readonly span: TimeSpan;
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

/** An event that was chosen. */
export interface ChosenEvent {
  /** Its lines. */
  readonly raw: Uint8Array;
  /** The latest stamp that was released before; undefined: its own is later. */
  readonly behind: Stamp | undefined;
}

export interface StoredStream {
  readonly name: string;
  readonly logs: readonly StoredLog[];
  /** Seconds that events were waited for. */
  readonly timeout: number;
  /** What is to be said about it, a line each. */
  readonly notes: readonly string[];
  /** Rows that the store has lost, and times that logs were gone before they were shipped. */
  readonly missing: { readonly rows: number; readonly logs: number };
  /** No row of that range is late (see `row.ts`): events of the range are as a scan for it finds them. */
  isRegular(seconds: SecondRange): Promise<boolean>;
  /** Events that begin in the part, are of the range and satisfy the predicate, event by event in order. */
  events(part: StoredLog, seconds: SecondRange, predicate: Predicate): AsyncIterable<ChosenEvent>;
  /** Rows that touch the part of the stream and may have a second of that range, or none. */
  lines(part: StoredLog, seconds: SecondRange): AsyncIterable<LineBlock>;
}

/** What is stored of a host. */
export interface HostFacts {
  readonly stream: string;
  /** As the records name it; undefined: they don't. */
  readonly node: string | undefined;
  readonly events: number;
  /** Of their lines. */
  readonly bytes: number;
  /** Seconds of the earliest event and of the latest one; 0: none has a time. */
  readonly first: number;
  readonly last: number;
}

/** Where a stream begins and ends for those who look at a time. */
export interface StreamExtent {
  /** Of the first line that has a time; where the time begins somewhere, only of one that is out of it. */
  readonly first: Stamp | undefined;
  /** Of the event of that time that came out last; `at`: where it begins in the stream. */
  readonly last: (Stamp & { readonly at: number }) | undefined;
}

/** How many events are wanted, of how many. */
export interface Estimate {
  readonly wanted: number;
  readonly all: number;
  /** Only a part of the store was looked at. */
  readonly isAbout: boolean;
}

/** What is wanted of streams, and which goes first among equals: the streams of an earlier chain, in a chain the earlier one. */
export interface OrderedQuestion {
  readonly chains: readonly (readonly StoredStream[])[];
  readonly seconds: SecondRange;
  readonly predicate: Predicate;
  /** No event may be older than one before it by so many seconds and more. */
  readonly margin: number;
}

export interface Store {
  /** As messages show it. */
  readonly name: string;
  readonly streams: readonly StoredStream[];
  /** A row for each host of each stream, of events of that range. */
  hosts(seconds: SecondRange): Promise<readonly HostFacts[]>;
  estimate(seconds: SecondRange, predicate: Predicate | undefined): Promise<Estimate>;
  /** Of each stream with events of that range: the latest stamp, in the order of release. */
  latest(seconds: SecondRange): Promise<ReadonlyMap<string, Stamp>>;
  /** By the name of the stream. */
  extents(seconds: SecondRange): Promise<ReadonlyMap<string, StreamExtent>>;
  /** An answer a question, in order. A server is asked all of them at once. */
  counts(questions: readonly CountQuestion[]): AsyncIterable<CountedRows>;
  /** Those that have to be read, some at a time; of each stream in order. */
  /**
   * The lines of events in the order in which a merge of the chains has them, some at a time. Undefined: the store cannot tell.
   * Not given: it never can.
   */
  readonly inOrder?: (question: OrderedQuestion) => Promise<AsyncIterable<readonly Uint8Array[]> | undefined>;
  oddEvents(question: CountQuestion): AsyncIterable<readonly OddEvent[]>;
  /** As the store is asked for it. */
  countText(question: CountQuestion): string;
  /** How the store is asked for the lines of these events. */
  question(seconds: SecondRange, predicate: Predicate | undefined): string;
}
