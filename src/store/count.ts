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

/** Of one event, or of all that are alike. */
export type RowValues = { readonly [K in CountedColumn]?: Row[K] };

/** Events that are alike, column by column: each place in the columns stands for those that have all of its values. */
export interface CountedRows {
  readonly length: number;
  /** Of the columns that were asked for, but for `items`. */
  readonly values: { readonly [K in CountedColumn]?: ArrayLike<Row[K]> };
  /** Of the column that is taken item by item: byte strings. */
  readonly items: { readonly column: ListColumn; readonly texts: readonly string[] } | undefined;
  readonly counts: ArrayLike<number>;
  readonly firsts: Firsts | undefined;
  /** Seconds. */
  readonly spans: { readonly starts: ArrayLike<number>; readonly ends: ArrayLike<number> } | undefined;
}

export type Firsts = { readonly [K in keyof Place]: ArrayLike<Place[K]> };

/** An event that has to be read. */
export interface OddEvent extends Omit<Place, 'item'> {
  readonly raw: Uint8Array;
}

/** Of each place in the columns, but for `items`. What is given is good until the next one is asked for. */
export function valuesIn({ values }: CountedRows): (i: number) => RowValues {
  const columns = Object.entries(values);
  const row: Record<string, unknown> = {};
  return (i) => {
    for (const [name, column] of columns) row[name] = column[i];
    // Each stands in the column of its name.
    return row as RowValues;
  };
}

/** Undefined: they were not asked for. */
export function firstAt({ firsts }: CountedRows, i: number): Place | undefined {
  if (!firsts) return undefined;
  const { stream, ksec, kms, kserial, ord, item } = firsts;
  return { stream: stream[i]!, ksec: ksec[i]!, kms: kms[i]!, kserial: kserial[i]!, ord: ord[i]!, item: item[i]! };
}
