/** Counting by columns of Parquet files in DuckDB: one question, one answer for all streams. */
import { type CountedRows, type CountQuestion, LISTS, type Place } from '../count.js';
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
export function countText(from: string, { by, seconds, predicate, streams, wantsFirst }: CountQuestion): string {
  const list = by.find((column) => LISTS.includes(column));
  const values = by.map((column) => (column === list ? 'element' : duckDb.column(column)));
  const among = streams && `stream IN (${streams.map((name) => textLiteral(duckDb, name)).join(', ')})`;
  const where = [eventsText(seconds, predicate, duckDb), 'odd = 0', ...(among ? [among] : [])].join(' AND ');
  const items = list ? `, unnest(${list}) AS element, generate_subscripts(${list}, 1) AS place` : ', 1 AS place';
  const rows = list || wantsFirst ? `(SELECT *${items} FROM ${from} WHERE ${where})` : `${from} WHERE ${where}`;
  const groups = [...values, ...(wantsFirst ? ['stream'] : [])];
  const asked = [...values, 'count(*)', ...(wantsFirst ? ['stream', ...FIRST] : [])];
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

function countedRow(row: readonly unknown[], { by, wantsFirst }: CountQuestion): CountedRows {
  const values: { [K in (typeof by)[number]]?: Row[K] } = Object.fromEntries(
    by.map((column, i) => [column, LISTS.includes(column) ? [row[i]] : rowValue(column, row[i])]),
  );
  const count = Number(row[by.length]);
  return { values, count, first: wantsFirst ? placeOf(row.slice(by.length + 1)) : undefined };
}

function placeOf([stream, ...numbers]: readonly unknown[]): Place {
  const [ksec = 0, kms = 0, kserial = 0, ord = 0, item = 0] = numbers.map(Number);
  return { stream: String(stream), ksec, kms, kserial, ord, item };
}
