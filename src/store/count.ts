/** Events counted by their columns, as data: stores answer in their own way, all of them the same. */
import type { Predicate } from './predicate.js';
import type { ColumnName, Row } from './row.js';
import type { SecondRange } from './second-range.js';

export type CountedColumn = Extract<
  ColumnName,
  | ('sec' | 'node' | 'types' | 'pid' | 'ppid' | 'session' | 'syscall' | 'arch' | 'success' | 'exit')
  | ('uid' | 'euid' | 'gid' | 'egid' | 'auid' | 'uidName' | 'euidName' | 'gidName' | 'egidName' | 'auidName')
  | ('comm' | 'exe' | 'cwd' | 'hostname' | 'terminal' | 'acct' | 'uuid' | 'vm' | 'files' | 'keys')
>;

export type ListColumn = Extract<CountedColumn, 'files' | 'keys'>;

export interface CountQuestion {
  /** Events are alike that have the same in all of these. */
  readonly by: readonly CountedColumn[];
  /** One of `by` that is taken item by item, as if each were an event. */
  readonly items: ListColumn | undefined;
  readonly seconds: SecondRange;
  /** Which events are counted, as their columns say all that counts. */
  readonly counted: Predicate;
  /** Which others have to be read to know whether and how they count. */
  readonly read: Predicate;
  /** Only of these streams; undefined: of all. */
  readonly streams: readonly string[] | undefined;
  /** The first of those that are alike is wanted, of each stream. */
  readonly wantsFirst: boolean;
  /** The earliest and the latest second of those that are alike. */
  readonly wantsSpan: boolean;
}

/** The place of an event in the order of release, and of an item in a list. */
export interface Place {
  readonly stream: string;
  readonly ksec: number;
  readonly kms: number;
  readonly kserial: number;
  readonly ord: number;
  readonly item: number;
}

export interface CountedRows {
  /** Of the columns that were asked for; of `items` a list of one. */
  readonly values: { readonly [K in CountedColumn]?: Row[K] };
  readonly count: number;
  readonly first: Place | undefined;
  readonly span: SecondRange | undefined;
}

/** An event that has to be read. */
export interface OddEvent extends Omit<Place, 'item'> {
  readonly raw: Uint8Array;
}
