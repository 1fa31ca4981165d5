/**
 * ClickHouse's format Native, in which rows are sent: column by column, so that the same kind of bytes stand together and pack
 * well. A block of rows:
 *
 *   columns │ rows │ name │ type │ values │ name │ type │ values │ …
 *
 * Numbers are little-endian; lengths are LEB128. What may be absent has a byte for each row in front of the values, and a
 * list the place in the values behind which it ends.
 */
import { COLUMN_NAMES, COLUMNS, type ColumnType, type Row, type Values } from '../row.js';
import type { RowBlock, SharedColumn, ValueColumn } from '../row-block.js';
import { ByteSink } from './byte-sink.js';

export const CLICKHOUSE_TYPES: Readonly<Record<ColumnType, string>> = {
  count: 'UInt64',
  counts: 'Array(UInt64)',
  id: 'UInt32',
  'id?': 'Nullable(UInt32)',
  small: 'Int32',
  smalls: 'Array(Int32)',
  'long?': 'Nullable(Int64)',
  text: 'String',
  'text?': 'Nullable(String)',
  texts: 'Array(String)',
  bytes: 'String',
};

/** Rows that have a value, on the whole, where it is encoded once for all of them. */
const REPEATED = 4;

type ValueType = Exclude<ColumnType, 'bytes'>;

type Encoders = { readonly [T in ValueType]: (out: ByteSink, values: ArrayLike<Values[T]>) => void };

const ENCODERS: Encoders = {
  count: (out, values) => out.uint64s(doubles(values)),
  counts: (out, lists) => out.uint64s(doubles(joined(out, lists))),
  id: (out, values) => out.uint32s(doubles(values)),
  'id?': (out, values) => out.uint32s(doubles(present(out, values, 0))),
  small: (out, values) => out.uint32s(doubles(values)),
  smalls: (out, lists) => out.uint32s(doubles(joined(out, lists))),
  'long?': (out, values) => out.int64s(present(out, values, 0n)),
  text: (out, values) => out.texts(values),
  'text?': (out, values) => out.texts(present(out, values, '')),
  texts: (out, lists) => out.texts(joined(out, lists)),
};

/** All columns of the rows, as one block. */
export function encodeRows(rows: RowBlock): Buffer {
  const out = new ByteSink(rows.lines.size * 2);
  const table = new ByteSink(0);
  out.length(COLUMN_NAMES.length);
  out.length(rows.length);
  for (const name of COLUMN_NAMES) {
    out.text(name);
    out.text(CLICKHOUSE_TYPES[COLUMNS[name]]);
    if (name === 'raw') out.datas(rows.lines);
    else encode(out, name, rows, table);
  }
  return out.bytes();
}

function encode<N extends ValueColumn>(out: ByteSink, name: N, rows: RowBlock, table: ByteSink): void {
  const shared = rows.shared(name);
  if (shared && shared.values.length * REPEATED <= shared.places.length) encodeShared(out, name, shared, table);
  else encodeColumn(out, name, rows.column(name));
}

function encodeColumn<N extends ValueColumn>(out: ByteSink, name: N, values: ArrayLike<Row[N]>): void {
  // The column's values are of its type, which the compiler cannot see while the name is a variable.
  const encode = ENCODERS[COLUMNS[name]] as (out: ByteSink, values: ArrayLike<Row[N]>) => void;
  encode(out, values);
}

type ValueEncoders = { readonly [T in ValueType]: (out: ByteSink, value: Values[T]) => void };

/** A value by itself, its elements if it is a list. */
const VALUE_ENCODERS: ValueEncoders = {
  count: (out, value) => out.uint64s(Float64Array.of(value)),
  counts: (out, list) => out.uint64s(Float64Array.from(list)),
  id: (out, value) => out.uint32s(Float64Array.of(value)),
  'id?': (out, value) => out.uint32s(Float64Array.of(value ?? 0)),
  small: (out, value) => out.uint32s(Float64Array.of(value)),
  smalls: (out, list) => out.uint32s(Float64Array.from(list)),
  'long?': (out, value) => out.int64s([value ?? 0n]),
  text: (out, value) => out.text(value),
  'text?': (out, value) => out.text(value ?? ''),
  texts: (out, list) => out.texts(list),
};

/** Each of the values is encoded once, into `table`, and copied for the rows that have it. */
function encodeShared<N extends ValueColumn>(
  out: ByteSink,
  name: N,
  { values, places }: SharedColumn<Row[N]>,
  table: ByteSink,
): void {
  const type = COLUMNS[name];
  // As in `encodeColumn`.
  const encodeValue = VALUE_ENCODERS[type] as (out: ByteSink, value: Row[N]) => void;
  table.clear();
  const ends: number[] = [];
  for (const value of values) {
    encodeValue(table, value);
    ends.push(table.used);
  }
  if (type.endsWith('?')) out.bytesOf(places, (place) => (values[place] === undefined ? 1 : 0));
  if (isListType(type)) out.uint64s(listEnds(values, places));
  out.picked(table.bytes(), ends, places);
}

function isListType(type: ColumnType): boolean {
  return CLICKHOUSE_TYPES[type].startsWith('Array');
}

function listEnds(values: readonly unknown[], places: readonly number[]): Float64Array {
  const lengths = values.map((list) => (Array.isArray(list) ? list.length : 0));
  const ends = new Float64Array(places.length);
  let end = 0;
  for (let i = 0; i < places.length; i++) {
    end += lengths[places[i]!]!;
    ends[i] = end;
  }
  return ends;
}

/** Writes which values are absent; they are all there in the result. */
function present<T>(out: ByteSink, values: ArrayLike<T | undefined>, instead: T): readonly T[] {
  out.bytesOf(values, (value) => (value === undefined ? 1 : 0));
  return Array.from(values, (value) => value ?? instead);
}

/** Lists of numbers are of several kinds to the engine, each of which has code of its own. */
function doubles(values: ArrayLike<number>): Float64Array {
  return values instanceof Float64Array ? values : new Float64Array(values);
}

/** Writes where lists end. */
function joined<T>(out: ByteSink, lists: ArrayLike<readonly T[]>): readonly T[] {
  const all: T[] = [];
  const ends = new Float64Array(lists.length);
  for (let i = 0; i < lists.length; i++) {
    for (const value of lists[i]!) all.push(value);
    ends[i] = all.length;
  }
  out.uint64s(ends);
  return all;
}
