/**
 * What an input is: a place that log lines come from. What kind of place it is, and what may be done with it, is asked
 * here, nowhere worked out again from a path.
 *
 *   discover.ts ──▶ Source ──open()──▶ bytes ──form/forms.ts──▶ Reader of log lines
 *                     ▲
 *        order.ts     │ span(): which is older, which overlap
 *        again/…      │ canSeek: may reading begin in the middle; identity(): is it the file of last time
 */
import type { PartOf } from './again/window.js';
import type { Reader } from './reader.js';

export interface FileIdentity {
  readonly dev: bigint;
  readonly inode: bigint;
}

/** First and last stamp in a log, in seconds with their milliseconds. What cannot be told without reading it all is 0 and infinite. */
export interface TimeSpan {
  readonly first: number;
  readonly last: number;
}

/** Sources whose events can be had in the order in which a merge would have them, without a scan of each. */
export interface Together {
  /**
   * Of these chains, which hold all of them and nothing else. Undefined: their events have to be merged. `margin`: no event may
   * be so many seconds older than one before it; that has to be said, and a merge says it.
   */
  merged(chains: readonly (readonly Source[])[], margin: number): Promise<Source | undefined>;
}

/** A source may be endless and silent (a pipe): whoever reads several does not wait for one that says nothing. */
export interface Source {
  /** As it appears in messages and reports; a byte string. */
  readonly name: string;
  readonly isStandardInput?: boolean;
  /** Logs that follow one another, in the order given, whatever their names; by default the name tells. */
  readonly family?: string;
  /** Which file it is, for a later run to know it again. Undefined: none, or it can't be examined. */
  identity(): FileIdentity | undefined;
  /** Bytes to read; 0 when that is not known. */
  size(): number;
  /** It may be opened more than once, and gives the same each time. */
  canReopen(): boolean;
  /** Its bytes are log lines as they stand, so a place in it means the same to every run and reading may begin there. */
  canSeek(): boolean;
  /** Never fails; opening it for good says what is wrong. */
  span(): Promise<TimeSpan>;
  /** Its log lines; `part` chooses what is read of a source that can seek. Rejects with AuditError 'input'. */
  open(part?: PartOf): Promise<Reader>;
  /** Given where `open` leaves out what a run does not look at: the beginning of all that is there. */
  begin?(): Promise<Reader>;
  readonly together?: Together | undefined;
}

export const UNKNOWN_SPAN: TimeSpan = { first: 0, last: Number.POSITIVE_INFINITY };

/** Bytes of all sources; 0 if there is one whose size cannot be known. */
export function totalSize(sources: readonly Source[]): number {
  let total = 0;
  for (const source of sources) {
    const size = source.size();
    if (size === 0) return 0;
    total += size;
  }
  return total;
}
