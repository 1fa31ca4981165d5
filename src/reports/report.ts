/**
 * What a report is: data. A listing report names the events it lists, its columns and what its summary counts; the
 * runner (`collector.ts`, `presenter.ts`) does the rest. Every report has a file in `catalog/`.
 */
import type { Group } from '../attributes/attributes.js';
import { AuditError } from '../errors.js';
import type { NeedleGroup } from '../log/scan/needle.js';
import type { Datum } from '../output/grid/grid.js';
import type { Digest } from './digest.js';
import type { Reading } from './reading.js';
import type { TypeSet } from './types.js';

/** One column of rows made from an `S`: an event as read, or a row that was put together over many events. */
export interface Column<S> {
  /** Key in JSON and name in CSV. */
  readonly key: string;
  /** Heading for people. */
  readonly title: string;
  /** The text before escaping; undefined when there is none. */
  readonly text: (source: S) => string | undefined;
  /** Printed when there is no text. */
  readonly absent: '?' | '(null)' | '';
  /** Whether `--escape` applies. BUG? The original leaves most columns unescaped. */
  readonly escaped?: true;
  /** JSON value where it is not the text. */
  readonly data?: (source: S) => Datum;
  /** A further JSON key, mostly the name of a number; it is there with and without -i. */
  readonly name?: { readonly key: string; readonly text: (source: S) => string | undefined };
  readonly numeric?: true;
  /** Never shortened to fit a window. */
  readonly whole?: true;
  /** The text is this number of the event, if it has one. */
  readonly number?: 'serial' | 'pid';
}

/** What a summary counts; equal counts are in order of first appearance for texts, of value for numbers. */
export interface Summary {
  /**
   * `type`: record types, printed as names with -i. `user`: texts that begin with a digit or `-` are read as user ids
   * when printed.
   */
  readonly items: 'text' | 'user' | 'type' | 'number';
  /** Key in JSON and CSV, heading for people. */
  readonly key: string;
  readonly escaped?: true;
  /** What is counted depends on process ids, exit codes or arguments: see `Gatherer.repeat`. */
  readonly differsInShape?: true;
  /** Where the summary is not about the events that the detail report lists. */
  readonly selects?: (reading: Reading) => boolean;
  /**
   * All that `selects` and `count` look at, so that events which are alike in it can be counted without being read. Lists
   * are counted item by item. Undefined: they look at the records.
   */
  readonly reads?: readonly Countable[];
  /** Calls `add` for every item of the event: a number for `type` and `number`, else a text. */
  readonly count: (reading: Reading, add: (item: string | number) => void) => void;
}

/** An attribute, or the types of the records. */
export type Countable =
  | ('types' | 'pid' | 'auid' | 'syscall' | 'arch' | 'success')
  | ('comm' | 'exe' | 'hostname' | 'terminal' | 'acct' | 'files' | 'keys');

/** How a report is asked for, and what the help says about it. */
export interface ReportChoice {
  readonly spellings: readonly string[];
  /** Heading of the help. */
  readonly section: 'Who' | 'What was run' | 'Objects' | 'Decisions' | 'The log itself';
  readonly text: string;
  /** A word behind the option is an error of its own; the original has other plans for it. */
  readonly refusesWord?: true;
}

export interface Report {
  /** As in `--NAME`; also the name of its file. */
  readonly name: string;
  /** Undefined for the overview, which is what is shown when nothing is asked for. */
  readonly choice?: ReportChoice;
  /** The original's option, a key of `aureport-titles.tsv` and `aureport-active-groups.tsv`; undefined for ours. */
  readonly option?: string;
  /** Of the reports that the original does not have. */
  readonly title?: string;
  /** What is read from the records beyond what the original's table has for `option`. */
  readonly groups?: readonly Group[];
  readonly shape:
    | Listing
    | Digest
    | { readonly kind: 'overview' }
    | { readonly kind: 'spans' }
    | { readonly kind: 'facets' }
    | { readonly kind: 'groups' }
    | { readonly kind: 'fields' };
}

/** Of a listing that has one. */
export function summaryOf({ name, shape }: Report): Summary {
  const summary = shape.kind === 'listing' ? shape.summary : undefined;
  if (!summary) throw new AuditError('usage', `The report "${name}" has no summary`);
  return { ...(shape.kind === 'listing' && shape.selects ? { selects: shape.selects } : {}), ...summary };
}

export interface Listing {
  readonly kind: 'listing';
  /** What is shown depends on more than attributes, `number` columns and the types of the records: see `Gatherer.lines`. */
  readonly differsInShape?: true;
  /** Only events with a record of these types are looked at; undefined: all. */
  readonly types?: TypeSet;
  /** Every event that is listed or counted holds one of these; undefined: nobody knows. */
  readonly holds?: NeedleGroup;
  /** Of those, the ones that are listed; undefined: all. */
  readonly selects?: (reading: Reading) => boolean;
  readonly columns: readonly Column<Reading>[];
  /** For reports with more than one row an event: calls `row` once for each after pointing `reading` at it. */
  readonly eachRow?: (reading: Reading, row: () => void) => void;
  /** Lines of the classic report that end after the time, even without a line end. */
  readonly breaksOff?: (reading: Reading) => boolean;
  readonly summary?: Summary;
}
