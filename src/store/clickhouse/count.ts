/** Counting by columns in ClickHouse: one question, one answer for all streams. */
import type { CountedColumn, CountedRows, CountQuestion, OddEvent, Place } from '../count.js';
import { oneAhead } from '../one-ahead.js';
import { isNone, type Predicate } from '../predicate.js';
import { COLUMNS } from '../row.js';
import { clickHouse, eventsText, textLiteral } from '../sql/where.js';
import type { BinaryReader } from './row-binary.js';
import type { ClickHouseServer } from './server.js';

/** Numbers of rows that are looked at together, and events that are fetched at a time. */
const SLICE = 20_000;

/** `table`: as it stands behind FROM. */
export async function countRows(
  server: ClickHouseServer,
  table: string,
  question: CountQuestion,
): Promise<readonly CountedRows[]> {
  return server.select(countText(table, question), (answer) => answer.list(() => countedRows(answer, question)));
}

export function countText(table: string, question: CountQuestion): string {
  const { by, items, counted, wantsFirst, wantsSpan } = question;
  const join = items ? ` ARRAY JOIN \`${items}\` AS element, arrayEnumerate(\`${items}\`) AS place` : '';
  const values = by.map((column) => (column === items ? 'element' : `\`${column}\``));
  const first = `min((ksec, kms, kserial, ord, toUInt32(${items ? 'place' : 0})))`;
  const groups = [...values, ...(wantsFirst ? ['stream'] : [])];
  const shown = by.map((column) => (column === items ? 'element' : shownColumn(column)));
  const asked = [
    ...[...shown, 'count()'],
    ...(wantsFirst ? ['stream', first] : []),
    ...(wantsSpan ? ['min(sec)', 'max(sec)'] : []),
  ];
  return `SELECT groupArray(alike) FROM (SELECT (${asked.join(', ')}) AS alike FROM ${table}${join} WHERE ${rowsText(question, counted)} GROUP BY ${groups.join(', ')})`;
}

/** Absent values of old servers can't be in a list. */
function shownColumn(column: CountedColumn): string {
  const name = `\`${column}\``;
  const type = COLUMNS[column];
  if (!type.endsWith('?')) return name;
  return `isNull(${name}), ifNull(${name}, ${type === 'text?' ? "''" : 0})`;
}

function rowsText({ seconds, streams }: CountQuestion, predicate: Predicate): string {
  const events = eventsText(seconds, predicate, clickHouse);
  if (!streams) return events;
  return `${events} AND stream IN (${streams.map((name) => textLiteral(clickHouse, name)).join(', ')})`;
}

function countedRows(answer: BinaryReader, { by, items, wantsFirst, wantsSpan }: CountQuestion): CountedRows {
  const values: { [K in CountedColumn]?: unknown } = {};
  for (const column of by) values[column] = column === items ? [answer.text()] : columnValue(answer, column);
  const count = answer.uint64();
  const first = wantsFirst ? placeIn(answer) : undefined;
  const span = wantsSpan ? { start: answer.uint64(), end: answer.uint64() } : undefined;
  // Each is read as its column has it.
  return { values: values as CountedRows['values'], count, first, span };
}

function placeIn(answer: BinaryReader): Place {
  const stream = answer.text();
  const [ksec, kms, kserial] = [answer.uint64(), answer.int32(), answer.uint64()];
  return { stream, ksec, kms, kserial, ord: answer.uint64(), item: answer.uint32() };
}

function columnValue(answer: BinaryReader, column: CountedColumn): unknown {
  switch (COLUMNS[column]) {
    case 'smalls':
      return answer.list(() => answer.int32());
    case 'texts':
      return answer.list(() => answer.text());
    case 'count':
      return answer.uint64();
    case 'id':
      return answer.uint32();
    case 'long?':
      return present(answer.uint8(), answer.int64());
    case 'id?':
      return present(answer.uint8(), answer.uint32());
    default:
      return present(answer.uint8(), answer.text());
  }
}

function present<T>(isNull: number, value: T): T | undefined {
  return isNull ? undefined : value;
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
