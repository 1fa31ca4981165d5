/** Events counted by their columns, as data: stores answer in their own way, all of them the same. */
import type { Predicate } from './predicate.js';
import type { ColumnName, Row } from './row.js';
import type { SecondRange } from './second-range.js';

/** A list is taken item by item; of lists there is one at most. */
export type CountedColumn = Extract<
  ColumnName,
  | ('sec' | 'types' | 'pid' | 'auid' | 'syscall' | 'arch' | 'success')
  | ('comm' | 'exe' | 'hostname' | 'terminal' | 'acct' | 'auidName' | 'files' | 'keys')
>;

export const LISTS: readonly CountedColumn[] = ['files', 'keys'];

export interface CountQuestion {
  /** Events are alike that have the same in all of these. */
  readonly by: readonly CountedColumn[];
  readonly seconds: SecondRange;
  /** Which events; of those with a column that must not be believed none are counted. */
  readonly predicate: Predicate | undefined;
  /** Only of these streams; undefined: of all. */
  readonly streams: readonly string[] | undefined;
  /** The first of those that are alike is wanted, of each stream. */
  readonly wantsFirst: boolean;
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
  /** Of the columns that were asked for; of a list one item. */
  readonly values: { readonly [K in CountedColumn]?: Row[K] };
  readonly count: number;
  readonly first: Place | undefined;
}

/** An event that has to be read. */
export interface OddEvent extends Omit<Place, 'item'> {
  readonly raw: Uint8Array;
}
