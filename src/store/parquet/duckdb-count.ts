/** Counting by columns of Parquet files in DuckDB: one question, one answer for all streams. */
import { fromBytes } from '../../bytes/text.js';
import type { CountedColumn, CountedRows, CountQuestion, Firsts } from '../count.js';
import { type DuckDbValue, filesText, listsOfDuckDb } from '../duckdb.js';
import { COLUMNS, type ColumnType } from '../row.js';
import { duckDb, eventsText, textLiteral } from '../sql/where.js';
import { textCutter } from '../text-cutter.js';

/** Undefined: DuckDB is not there, or has no answer, which `note` is told. `files`: byte strings. */
export async function countByDuckDb(
  files: readonly string[],
  question: CountQuestion,
  note: (line: string) => void,
): Promise<CountedRows | undefined> {
  const answer = await listsOfDuckDb(listsText(countText(filesText(files), question), question), note);
  return answer && countedRows(new ListReader(answer), question);
}

/** `from`: what stands behind FROM. */
export function countText(from: string, question: CountQuestion): string {
  const { by, items, seconds, counted, streams, wantsFirst } = question;
  const values = by.map((column) => (column === items ? ELEMENT.value : duckDb.column(column)));
  const among = streams && `stream IN (${streams.map((name) => textLiteral(duckDb, name)).join(', ')})`;
  const where = [eventsText(seconds, counted, duckDb), ...(among ? [among] : [])].join(' AND ');
  const places = wantsFirst ? `, generate_subscripts(${items}, 1) AS place` : '';
  const listed = `unnest(${items}) AS element${places}`;
  const rows = items ? `(SELECT *, ${listed} FROM ${from} WHERE ${where})` : `${from} WHERE ${where}`;
  const groups = [...values, ...(wantsFirst ? ['stream'] : [])];
  const asked = askedOf(question).map(({ value }) => value);
  return `SELECT ${asked.join(', ')} FROM ${rows} GROUP BY ${groups.join(', ')}`;
}

/** The same with each column of the answer as one value, or a few: see `listOf`. */
function listsText(rows: string, question: CountQuestion): string {
  const asked = askedOf(question);
  const names = asked.map((_, i) => `x${i}`);
  const lists = asked.flatMap(({ type }, i) => listOf(`x${i}`, type));
  return `SELECT ${lists.join(', ')} FROM (${rows}) AS counted(${names.join(', ')})`;
}

function askedOf({ by, items, wantsFirst, wantsSpan }: CountQuestion): readonly Asked[] {
  return [
    ...by.map(
      (column): Asked => (column === items ? ELEMENT : { value: duckDb.column(column), type: COLUMNS[column] }),
    ),
    ...['count(*)', ...(wantsSpan ? ['min(sec)', 'max(sec)'] : [])].map(count),
    ...(wantsFirst ? [{ value: 'stream', type: 'text' } as const, ...firstValues(items)] : []),
  ];
}

const ELEMENT: Asked = { value: 'element', type: 'text' };

interface Asked {
  readonly value: string;
  readonly type: ColumnType;
}

/**
 * Rows of a stream are in the order of release, so the first one has the least number. What it stands by is one value: each
 * that is looked for takes as long as all of them.
 */
function firstValues(items: CountQuestion['items']): readonly Asked[] {
  const by = 'arg_min({ksec: ksec, kms: kms, kserial: kserial}, ord)';
  const place = `min(ord::BIGINT * ${ITEMS}${items ? ' + place - 1' : ''})`;
  const numbers = [`${by}.ksec`, `${by}.kms`, `${by}.kserial`, `${place} // ${ITEMS}`, `${place} % ${ITEMS}`];
  return numbers.map(count);
}

function count(value: string): Asked {
  return { value, type: 'count' };
}

/** More items than bytes of an event (`log/assemble`) there can't be. */
const ITEMS = 2 ** 24;

/**
 * All values of a column: numbers as a list of doubles, of which NaN is none; of texts the lengths, of which -1 is none, and
 * all their bytes; of lists the lengths, and all their elements. Numbers of 64 bits that count are texts.
 */
function listOf(column: string, type: ColumnType): readonly string[] {
  const elements = `flatten(list(coalesce(${column}, [])))`;
  const lengths = `list(coalesce(len(${column}), 0)::DOUBLE)`;
  switch (type) {
    case 'smalls':
    case 'counts':
      return [lengths, `${elements}::DOUBLE[]`];
    case 'texts':
      return [
        lengths,
        `list_transform(${elements}, x -> strlen(x)::DOUBLE)`,
        `encode(array_to_string(${elements}, ''))`,
      ];
    case 'long?':
      return textsOf(`${column}::VARCHAR`);
    case 'text':
    case 'text?':
    case 'bytes':
      return textsOf(column);
    default:
      return [`list(coalesce(${column}::DOUBLE, 'nan'::DOUBLE))`];
  }
}

function textsOf(column: string): readonly string[] {
  return [`list(coalesce(strlen(${column}), -1)::DOUBLE)`, `encode(string_agg(${column}, ''))`];
}

function countedRows(answer: ListReader, { by, items, wantsFirst, wantsSpan }: CountQuestion): CountedRows {
  const values: { [K in CountedColumn]?: unknown } = {};
  let found: CountedRows['items'];
  for (const column of by)
    if (column === items) found = { column: items, texts: answer.byteTexts() };
    else values[column] = answer.column(COLUMNS[column]);
  const counts = answer.numbers();
  const spans = wantsSpan ? { starts: answer.numbers(), ends: answer.numbers() } : undefined;
  const firsts = wantsFirst ? firstsIn(answer) : undefined;
  // Each is read as its column has it.
  return { length: counts.length, values: values as CountedRows['values'], items: found, counts, firsts, spans };
}

function firstsIn(answer: ListReader): Firsts {
  const stream = answer.byteTexts().map(fromBytes);
  const [ksec, kms, kserial] = [answer.numbers(), answer.numbers(), answer.numbers()];
  return { stream, ksec, kms, kserial, ord: answer.numbers(), item: answer.numbers() };
}

/** What `listOf` asks for, in that order. */
class ListReader {
  readonly #values: readonly DuckDbValue[];
  #at = 0;

  constructor(values: readonly DuckDbValue[]) {
    this.#values = values;
  }

  numbers(): Float64Array {
    const value = this.#values[this.#at++];
    return value instanceof Float64Array ? value : new Float64Array();
  }

  /** Absent ones are empty. */
  byteTexts(): readonly string[] {
    return this.#texts(this.numbers());
  }

  column(type: ColumnType): readonly unknown[] {
    switch (type) {
      case 'smalls':
      case 'counts': {
        const lengths = this.numbers();
        return lists(lengths, Array.from(this.numbers()));
      }
      case 'texts': {
        const lengths = this.numbers();
        return lists(lengths, this.byteTexts().map(fromBytes));
      }
      case 'long?':
        return this.#present(BigInt);
      case 'text':
      case 'text?':
      case 'bytes':
        return this.#present(fromBytes);
      default:
        return Array.from(this.numbers(), (number) => (Number.isNaN(number) ? undefined : number));
    }
  }

  #present(convert: (text: string) => unknown): readonly unknown[] {
    const lengths = this.numbers();
    return this.#texts(lengths).map((text, i) => (lengths[i] === -1 ? undefined : convert(text)));
  }

  #texts(lengths: Float64Array): readonly string[] {
    const bytes = this.#values[this.#at++];
    const cut = textCutter(bytes instanceof Buffer ? bytes : Buffer.alloc(0));
    let end = 0;
    return Array.from(lengths, (length) => {
      const start = end;
      end += Math.max(length, 0);
      return cut(start, end);
    });
  }
}

function lists<T>(lengths: Float64Array, elements: readonly T[]): readonly (readonly T[])[] {
  let end = 0;
  return Array.from(lengths, (length) => {
    end += length;
    return elements.slice(end - length, end);
  });
}
