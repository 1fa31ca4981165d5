/** Counting by columns of Parquet files in DuckDB: one question, one answer for all streams. */
import type { CountedRows, CountQuestion, Place } from '../count.js';
import { filesText, rowsByDuckDb } from '../duckdb.js';
import type { Row } from '../row.js';
import { duckDb, eventsText, textLiteral } from '../sql/where.js';
import { rowValue } from './layout.js';

/** Undefined: DuckDB is not there, or has no answer, which `note` is told. `files`: byte strings. */
export async function countByDuckDb(
  files: readonly string[],
  question: CountQuestion,
  note: (line: string) => void,
): Promise<readonly CountedRows[] | undefined> {
  const rows = await rowsByDuckDb(countText(filesText(files), question), note);
  return rows?.map((row) => countedRow(row, question));
}

/** `from`: what stands behind FROM. */
export function countText(from: string, question: CountQuestion): string {
  const { by, items, seconds, counted, streams, wantsFirst, wantsSpan } = question;
  const values = by.map((column) => (column === items ? 'element' : duckDb.column(column)));
  const among = streams && `stream IN (${streams.map((name) => textLiteral(duckDb, name)).join(', ')})`;
  const where = [eventsText(seconds, counted, duckDb), ...(among ? [among] : [])].join(' AND ');
  const places = items ? `, unnest(${items}) AS element, generate_subscripts(${items}, 1) AS place` : ', 1 AS place';
  const rows = items || wantsFirst ? `(SELECT *${places} FROM ${from} WHERE ${where})` : `${from} WHERE ${where}`;
  const groups = [...values, ...(wantsFirst ? ['stream'] : [])];
  const asked = [
    ...[...values, 'count(*)'],
    ...(wantsFirst ? ['stream', ...FIRST] : []),
    ...(wantsSpan ? ['min(sec)', 'max(sec)'] : []),
  ];
  return `SELECT ${asked.join(', ')} FROM ${rows} GROUP BY ${groups.join(', ')}`;
}

/** Rows of a stream are in the order of release, so the first one has the least number. */
const FIRST = [
  'arg_min(ksec, ord)',
  'arg_min(kms, ord)',
  'arg_min(kserial, ord)',
  'min(ord)',
  'min(ord::HUGEINT * 4294967296 + place) % 4294967296 - 1',
];

function countedRow(row: readonly unknown[], { by, items, wantsFirst, wantsSpan }: CountQuestion): CountedRows {
  const values: { [K in (typeof by)[number]]?: Row[K] } = Object.fromEntries(
    by.map((column, i) => [column, column === items ? [row[i]] : rowValue(column, row[i])]),
  );
  const [start = 0, end = 0] = row.slice(-2).map(Number);
  return {
    values,
    count: Number(row[by.length]),
    first: wantsFirst ? placeOf(row.slice(by.length + 1)) : undefined,
    span: wantsSpan ? { start, end } : undefined,
  };
}

function placeOf([stream, ...numbers]: readonly unknown[]): Place {
  const [ksec = 0, kms = 0, kserial = 0, ord = 0, item = 0] = numbers.map(Number);
  return { stream: String(stream), ksec, kms, kserial, ord, item };
}
