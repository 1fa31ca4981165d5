/** What a page holds, as JSON: written by `page-data.ts`, read by the browser's half in `client/`. Texts are Unicode. */

/** An attribute of events by which they are counted, as a summary of ts-aureport counts them. */
export interface PageFacet {
  readonly key: string;
  readonly title: string;
  /** The report whose `--summary` has the same numbers. */
  readonly report: string;
  readonly items: readonly string[];
  /** Items of event e: `ids` from `offsets[e]` to `offsets[e + 1]`; one stands there as often as it counts. */
  readonly offsets: readonly number[];
  readonly ids: readonly number[];
}

/** A report whose rows are put together over many events. */
export interface PageTable {
  readonly title: string;
  readonly columns: readonly { readonly title: string; readonly numeric: boolean; readonly time: boolean }[];
  /** Times are seconds since the epoch. */
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}

/** Columns, an entry an event, in the order of the log. */
export interface PageEvents {
  /** Milliseconds since the epoch. */
  readonly time: readonly number[];
  readonly serial: readonly number[];
  /** Indexes into `strings`; -1: none. */
  readonly node: readonly number[];
  readonly type: readonly number[];
  /** 1 success, 0 failure, -1 not said. */
  readonly outcome: readonly number[];
  /** Who did what to what. */
  readonly sentence: readonly string[];
}

export interface PageContents {
  readonly made: string;
  readonly sources: readonly string[];
  readonly strings: readonly string[];
  readonly events: PageEvents;
  /** Events of the log that the page has no room for: the oldest. */
  readonly leftOut: number;
  readonly facets: readonly PageFacet[];
  readonly tables: readonly PageTable[];
  /** Events whose records stand in one packed piece. */
  readonly recordsPerPiece: number;
}

/** Ids of the elements that hold data: gzip in base64. */
export const CONTENTS_ID = 'contents';
export const recordsId = (piece: number): string => `records-${piece}`;
