/** Counting by columns of Parquet files in DuckDB: one question, one answer for all streams. */
import type { CountedColumn, CountedRows, CountQuestion, Firsts } from '../count.js';
import { askedOfDuckDb, type DuckDbAnswer, filesText } from '../duckdb.js';
import { duckDb, eventsText, textLiteral } from '../sql/where.js';
import { rowValues } from './layout.js';

/** Undefined: DuckDB is not there, or has no answer, which `note` is told. `files`: byte strings. */
export async function countByDuckDb(
  files: readonly string[],
  question: CountQuestion,
  note: (line: string) => void,
): Promise<CountedRows | undefined> {
  const answer = await askedOfDuckDb(countText(filesText(files), question), note);
  return answer && countedRows(answer, question);
}

/** `from`: what stands behind FROM. */
export function countText(from: string, question: CountQuestion): string {
  const { by, items, seconds, counted, streams, wantsFirst, wantsSpan } = question;
  const values = by.map((column) => (column === items ? 'element' : duckDb.column(column)));
  const among = streams && `stream IN (${streams.map((name) => textLiteral(duckDb, name)).join(', ')})`;
  const where = [eventsText(seconds, counted, duckDb), ...(among ? [among] : [])].join(' AND ');
  const places = wantsFirst ? `, generate_subscripts(${items}, 1) AS place` : '';
  const listed = `unnest(${items}) AS element${places}`;
  const rows = items ? `(SELECT *, ${listed} FROM ${from} WHERE ${where})` : `${from} WHERE ${where}`;
  const groups = [...values, ...(wantsFirst ? ['stream'] : [])];
  const asked = [
    ...[...values, 'count(*)'],
    ...(wantsFirst ? ['stream', ...firstText(items)] : []),
    ...(wantsSpan ? ['min(sec)', 'max(sec)'] : []),
  ];
  return `SELECT ${asked.join(', ')} FROM ${rows} GROUP BY ${groups.join(', ')}`;
}

/**
 * Rows of a stream are in the order of release, so the first one has the least number. What it stands by is one value: each
 * that is looked for takes as long as all of them. Numbers of 64 bits are as many objects, unless they are doubles.
 */
function firstText(items: CountQuestion['items']): readonly string[] {
  const item = items ? 'min(ord::HUGEINT * 4294967296 + place) % 4294967296 - 1' : '0';
  const by = 'arg_min({ksec: ksec, kms: kms, kserial: kserial}, ord)';
  return [`${by}.ksec::DOUBLE`, `${by}.kms`, `${by}.kserial::DOUBLE`, 'min(ord)::DOUBLE', `(${item})::DOUBLE`];
}

function countedRows({ length, columns }: DuckDbAnswer, question: CountQuestion): CountedRows {
  const { by, items, wantsFirst, wantsSpan } = question;
  const values: { [K in CountedColumn]?: unknown } = {};
  let found: CountedRows['items'];
  for (const [i, column] of by.entries())
    if (column === items) found = { column: items, texts: (columns[i] ?? []).map(String) };
    else values[column] = rowValues(column, columns[i] ?? []);
  const [counts = [], ...firsts] = columns.slice(by.length);
  const [starts = [], ends = []] = columns.slice(-2);
  return {
    length,
    // Each is read as its column has it.
    values: values as CountedRows['values'],
    items: found,
    counts: counts.map(Number),
    firsts: wantsFirst ? firstsOf(firsts) : undefined,
    spans: wantsSpan ? { starts: starts.map(Number), ends: ends.map(Number) } : undefined,
  };
}

function firstsOf([streams = [], ...numbers]: DuckDbAnswer['columns']): Firsts {
  const [ksec = [], kms = [], kserial = [], ord = [], item = []] = numbers.map((column) => column.map(Number));
  return { stream: streams.map(String), ksec, kms, kserial, ord, item };
}
