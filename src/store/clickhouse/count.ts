/** Counting by columns in ClickHouse: one question, one answer for all streams. */
import type { CountedColumn, CountedRows, CountQuestion, Firsts, OddEvent } from '../count.js';
import { oneAhead } from '../one-ahead.js';
import { isNone, type Predicate } from '../predicate.js';
import { COLUMNS } from '../row.js';
import { clickHouse, eventsText, textLiteral } from '../sql/where.js';
import type { BinaryReader } from './row-binary.js';
import type { ClickHouseServer } from './server.js';

/** Numbers of rows that are looked at together, and events that are fetched at a time. */
const SLICE = 20_000;
/** More items than bytes of an event (`log/assemble`) there can't be. */
const ITEM_BITS = 24;

/** `table`: as it stands behind FROM. */
export async function countRows(
  server: ClickHouseServer,
  table: string,
  question: CountQuestion,
): Promise<CountedRows> {
  return server.select(countText(table, question), (answer) => countedRows(answer, question));
}

/** Each column is one value of the answer, so that a whole one can be told from one that was cut. */
export function countText(table: string, question: CountQuestion): string {
  const { by, items, counted, wantsFirst, wantsSpan } = question;
  const places = wantsFirst ? `, arrayEnumerate(\`${items}\`) AS place` : '';
  const join = items ? ` ARRAY JOIN \`${items}\` AS element${places}` : '';
  const values = by.map((column) => (column === items ? 'element' : `\`${column}\``));
  const groups = [...values, ...(wantsFirst ? ['stream'] : [])];
  const asked = [
    ...by.flatMap((column) => (column === items ? ['element'] : shownColumn(column))),
    'count()',
    ...(wantsFirst ? ['stream', ...firstText(items)] : []),
    ...(wantsSpan ? ['min(sec)', 'max(sec)'] : []),
  ];
  const named = asked.map((value, i) => `${value} AS x${i}`).join(', ');
  const lists = asked.map((_, i) => `groupArray(x${i})`).join(', ');
  return `SELECT ${lists} FROM (SELECT ${named} FROM ${table}${join} WHERE ${rowsText(question, counted)} GROUP BY ${groups.join(', ')})`;
}

/** Absent values of old servers can't be in a list. */
function shownColumn(column: CountedColumn): readonly string[] {
  const name = `\`${column}\``;
  const type = COLUMNS[column];
  return type.endsWith('?') ? [`isNull(${name})`, `ifNull(${name}, ${type === 'text?' ? "''" : 0})`] : [name];
}

/**
 * Rows of a stream are in the order of release, so the first one has the least number, and the least second. Of tuples the least
 * takes twice as long.
 */
function firstText(items: CountQuestion['items']): readonly string[] {
  const place = `min(bitShiftLeft(ord, ${ITEM_BITS})${items ? ' + place' : ''})`;
  return ['min(ksec)', 'argMin(kms, ord)', 'argMin(kserial, ord)', place];
}

function rowsText({ seconds, streams }: CountQuestion, predicate: Predicate): string {
  const events = eventsText(seconds, predicate, clickHouse);
  if (!streams) return events;
  return `${events} AND stream IN (${streams.map((name) => textLiteral(clickHouse, name)).join(', ')})`;
}

function countedRows(answer: BinaryReader, { by, items, wantsFirst, wantsSpan }: CountQuestion): CountedRows {
  const values: { [K in CountedColumn]?: unknown } = {};
  let found: CountedRows['items'];
  for (const column of by)
    if (column === items) found = { column: items, texts: answer.byteTexts() };
    else values[column] = columnValues(answer, column);
  const counts = answer.uint64s();
  const firsts = wantsFirst ? firstsIn(answer) : undefined;
  const spans = wantsSpan ? { starts: answer.uint64s(), ends: answer.uint64s() } : undefined;
  // Each is read as its column has it.
  return { length: counts.length, values: values as CountedRows['values'], items: found, counts, firsts, spans };
}

function firstsIn(answer: BinaryReader): Firsts {
  const stream = answer.texts();
  const [ksec, kms, kserial] = [answer.uint64s(), answer.int32s(), answer.uint64s()];
  const [lows, highs] = answer.uint64Halves();
  const ord = Float64Array.from(highs, (high, i) => high * 2 ** (32 - ITEM_BITS) + (lows[i]! >>> ITEM_BITS));
  return { stream, ksec, kms, kserial, ord, item: lows.map((low) => low % 2 ** ITEM_BITS) };
}

function columnValues(answer: BinaryReader, column: CountedColumn): ArrayLike<unknown> {
  switch (COLUMNS[column]) {
    case 'smalls':
      return answer.list(() => answer.list(() => answer.int32()));
    case 'texts':
      return answer.list(() => answer.texts());
    case 'count':
      return answer.uint64s();
    case 'id':
      return answer.uint32s();
    case 'long?':
      return present(
        answer.uint8s(),
        answer.list(() => answer.int64()),
      );
    case 'id?':
      return present(answer.uint8s(), answer.uint32s());
    default:
      return present(answer.uint8s(), answer.texts());
  }
}

function present<T>(isNull: Uint8Array, values: ArrayLike<T>): readonly (T | undefined)[] {
  return Array.from(values, (value, i) => (isNull[i] ? undefined : value));
}

export async function* oddRows(
  server: ClickHouseServer,
  table: string,
  question: CountQuestion,
): AsyncGenerator<readonly OddEvent[]> {
  if (isNone(question.read)) return;
  const where = rowsText(question, question.read);
  const spans = spansOf(await slicesOf(server, table, where));
  const eventsIn = async ({ from, to, count }: Slice): Promise<OddEvent[]> => {
    // Lines are read of these rows only: PREWHERE looks at other columns first.
    const range = `ord >= ${from} AND ord < ${to}`;
    const query = `SELECT stream, ksec, kms, kserial, ord, raw FROM ${table} PREWHERE ${where} AND ${range}`;
    return server.select(query, (answer) => Array.from({ length: count }, () => oddEvent(answer)));
  };
  for await (const rows of oneAhead(spans, eventsIn)) yield rows.sort((one, other) => one.ord - other.ord);
}

interface Slice {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

async function slicesOf(server: ClickHouseServer, table: string, where: string): Promise<readonly Slice[]> {
  const counted = `SELECT intDiv(ord, ${SLICE}) AS slice, count() AS rows FROM ${table} WHERE ${where} GROUP BY slice`;
  const slices = await server.select(`SELECT groupArray((slice, rows)) FROM (${counted})`, (answer) =>
    answer.list(() => ({ slice: answer.uint64(), count: answer.uint64() })),
  );
  const ordered = slices.sort((one, other) => one.slice - other.slice);
  return ordered.map(({ slice, count }) => ({ from: slice * SLICE, to: (slice + 1) * SLICE, count }));
}

/** Neighbouring slices together, as long as they have few rows. */
function spansOf(slices: readonly Slice[]): readonly Slice[] {
  const spans: Slice[] = [];
  for (const slice of slices) {
    const last = spans.at(-1);
    if (last && last.count + slice.count <= SLICE)
      spans[spans.length - 1] = { from: last.from, to: slice.to, count: last.count + slice.count };
    else spans.push(slice);
  }
  return spans;
}

function oddEvent(answer: BinaryReader): OddEvent {
  const stream = answer.text();
  const [ksec, kms, kserial] = [answer.uint64(), answer.int32(), answer.uint64()];
  return { stream, ksec, kms, kserial, ord: answer.uint64(), raw: answer.data() };
}
