/**
 * What a worker hands back for a batch of events, as structured-clonable data. Parts of one report are added up in batch
 * order; adding is associative, so neither the number of workers nor the size of batches shows in a report.
 */
import type { Pattern, Patterns } from '../log/parts/pattern.js';
import type { Bytes, Rows } from '../log/parts/pattern-writer.js';
import type { GridRow } from '../output/grid/grid.js';
import type { Note, Run } from './gap-entries.js';
import type { Group } from './group.js';
import type { Session } from './session.js';

/** Finished rows with their line ends (`line-block.ts`). */
export interface LinesPart {
  readonly kind: 'lines';
  readonly bytes: Uint8Array;
  /** Where each begins, with its number. */
  readonly starts: Uint32Array;
  /** The number of the first one, from 1; 0: they are not numbered one after the other. */
  readonly first: number;
}

export interface RowsPart {
  readonly kind: 'rows';
  readonly rows: readonly GridRow[];
}

/** Each item once, as in a map. */
export type ItemCounts = Iterable<readonly [item: string | number, count: number]>;

/** Counts by item, items in order of first appearance. */
export interface TallyPart {
  readonly kind: 'tally';
  readonly counts: ItemCounts;
}

/** Events per span of local time, by the second the span begins. */
export interface HistogramPart {
  readonly kind: 'histogram';
  readonly buckets: ReadonlyMap<number, number>;
}

export interface OverviewPart {
  readonly kind: 'overview';
  readonly counters: readonly number[];
  readonly distinct: readonly ReadonlySet<string | number>[];
}

/** Of reports that need no event, only what the engine knows about files. */
export interface SpansPart {
  readonly kind: 'spans';
}

export interface SessionsPart {
  readonly kind: 'sessions';
  /** In order of first appearance; several with one number when it was used again. */
  readonly sessions: readonly Session[];
}

export interface GapsPart {
  readonly kind: 'gaps';
  readonly entries: readonly (Run | Note)[];
}

/** By facet, in the order of `facets`: how often each item came up. */
export interface FacetsPart {
  readonly kind: 'facets';
  readonly counts: readonly ReadonlyMap<string, number>[];
}

/** By the values of the group's fields. */
export interface GroupsPart {
  readonly kind: 'groups';
  readonly groups: ReadonlyMap<string, Group>;
}

export type Part =
  | LinesPart
  | RowsPart
  | TallyPart
  | HistogramPart
  | OverviewPart
  | SpansPart
  | SessionsPart
  | GapsPart
  | FacetsPart
  | GroupsPart;

/** One batch of one report. */
export interface ReportPart {
  readonly part: Part;
  /** For standard error, each with its line end. */
  readonly messages: readonly string[];
}

/** Takes in events that passed the filters. */
export interface Gatherer<S> {
  add(source: S): void;
  /** What came in since the last call. */
  take(): Part;
  /**
   * What the event that was added last came to, to be counted again for others of its shape (`log/parts/regard.ts`). Undefined, or
   * no such method: what it comes to may differ.
   */
  repeat?(pid: RepeatedPid): Repeat | undefined;
  /** Where the rows are lines that are written by pattern. */
  readonly lines?: Lines | undefined;
}

export interface Lines {
  /** Where they are gathered. */
  readonly block: Bytes & Rows;
  readonly times: Patterns['times'];
  /** Those of the event that was added last, to be written again for others of its shape, as in `repeat`. */
  pattern(pid: RepeatedPid): Pattern | undefined;
}

/** The process id of events of a shape: the same in all of them, told of each, or one of several. */
export type RepeatedPid = 'same' | 'told' | 'open';

/** Adds the same again, so many times. */
export interface Repeat {
  readonly again: (times: number) => void;
  /** For each of the events, where its process id is counted. */
  readonly pid?: (pid: number) => void;
}
