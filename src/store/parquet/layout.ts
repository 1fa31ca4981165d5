/** How the columns of rows are columns of a Parquet file, and back. */
import type { SchemaElement } from 'hyparquet';
import type { ColumnSource } from 'hyparquet-writer';
import { COLUMN_NAMES, COLUMNS, type ColumnName, type ColumnType, type Row } from '../row.js';
import type { RowBlock } from '../row-block.js';

interface ParquetType {
  /** Of the column, or of the elements of a list. */
  readonly element: Omit<SchemaElement, 'name' | 'repetition_type'>;
  readonly isOptional?: true;
  readonly isList?: true;
  readonly encoding?: ColumnSource['encoding'];
}

const COUNT = { element: { type: 'INT64', converted_type: 'UINT_64' } } as const;
const ID = { element: { type: 'INT32', converted_type: 'UINT_32' } } as const;
const SMALL = { element: { type: 'INT32' } } as const;
const TEXT = { element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' } } as const;

const TYPES: Readonly<Record<ColumnType, ParquetType>> = {
  count: { ...COUNT, encoding: 'DELTA_BINARY_PACKED' },
  counts: { ...COUNT, isList: true },
  id: ID,
  'id?': { ...ID, isOptional: true },
  small: SMALL,
  smalls: { ...SMALL, isList: true },
  'long?': { element: { type: 'INT64' }, isOptional: true },
  text: TEXT,
  'text?': { ...TEXT, isOptional: true },
  texts: { ...TEXT, isList: true },
  bytes: { element: { type: 'BYTE_ARRAY' }, encoding: 'PLAIN' },
};

export const parquetSchema: readonly SchemaElement[] = [
  { name: 'root', num_children: COLUMN_NAMES.length },
  ...COLUMN_NAMES.flatMap((name) => elements(name, TYPES[COLUMNS[name]])),
];

function elements(name: ColumnName, { element, isOptional, isList }: ParquetType): readonly SchemaElement[] {
  if (!isList) return [{ ...element, name, repetition_type: isOptional ? 'OPTIONAL' : 'REQUIRED' }];
  return [
    { name, repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { ...element, name: 'element', repetition_type: 'REQUIRED' },
  ];
}

export function columnData(rows: RowBlock): ColumnSource[] {
  return COLUMN_NAMES.map((name) => columnSource(name, name === 'raw' ? rows.lines.values() : rows.column(name)));
}

export function columnSource<N extends ColumnName>(name: N, values: ArrayLike<Row[N]>): ColumnSource {
  const type = COLUMNS[name];
  const { encoding } = TYPES[type];
  const data = parquetValues(type, values);
  // The least and the largest lines of a log choose nothing, and cost a comparison for each.
  return { name, data, ...(encoding && { encoding }), ...(type === 'bytes' && { statistics: false }) };
}

function parquetValues(type: ColumnType, values: ArrayLike<unknown>): ColumnSource['data'] {
  if (type === 'count') return longs(values);
  const all = Array.from(values);
  return type === 'counts' ? all.map((list) => (Array.isArray(list) ? list.map(BigInt) : list)) : all;
}

/** Numbers of 64 bits are bigints in Parquet: as many objects, if they did not stand in an array of that type. */
function longs(values: ArrayLike<unknown>): BigUint64Array {
  const halves = new Uint32Array(values.length * 2);
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    halves[i * 2] = value;
    halves[i * 2 + 1] = value / 2 ** 32;
  }
  return new BigUint64Array(halves.buffer);
}

/** What a reader of Parquet gives for a column, as rows have it; other writers have other types for the same numbers. */
export function rowValues<N extends ColumnName>(name: N, values: ArrayLike<unknown>): readonly Row[N][] {
  const type = COLUMNS[name];
  // By the column's type, which the compiler cannot see while the name is a variable.
  const rows = values instanceof BigUint64Array && type === 'count' ? doubles(values) : plainValues(type, values);
  return rows as readonly Row[N][];
}

function plainValues(type: ColumnType, values: ArrayLike<unknown>): readonly unknown[] {
  const plain = new Array<unknown>(values.length);
  const isPlain = (value: unknown): boolean =>
    typeof value === 'string' || (typeof value === 'number' && type !== 'long?');
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    plain[i] = isPlain(value) ? value : plainValue(type, value);
  }
  return plain;
}

/** `longs`, undone. */
function doubles(values: BigUint64Array): readonly number[] {
  const halves = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const plain = new Array<number>(values.length);
  for (let i = 0; i < plain.length; i++) plain[i] = (halves[i * 2] ?? 0) + (halves[i * 2 + 1] ?? 0) * 2 ** 32;
  return plain;
}

function plainValue(type: ColumnType, value: unknown): unknown {
  if (value === undefined || value === null) return type.endsWith('s') ? [] : undefined;
  if (type === 'count' || type.startsWith('id') || type === 'small') return Number(value);
  if (type === 'counts' || type === 'smalls') return Array.isArray(value) ? value.map(Number) : [];
  return type === 'long?' && typeof value !== 'bigint' ? BigInt(Number(value)) : value;
}
