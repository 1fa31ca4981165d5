/** Counting by columns in ClickHouse: one question, one answer for all streams. */
import { type CountedColumn, type CountedRows, type CountQuestion, LISTS, type OddEvent } from '../count.js';
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
  const { by, wantsFirst } = question;
  const list = by.find((column) => LISTS.includes(column));
  const join = list ? ` ARRAY JOIN \`${list}\` AS element, arrayEnumerate(\`${list}\`) AS place` : '';
  const values = by.map((column) => (column === list ? 'element' : `\`${column}\``));
  const first = `min((ksec, kms, kserial, ord, toUInt32(${list ? 'place' : 0})))`;
  const groups = [...values, ...(wantsFirst ? ['stream'] : [])].join(', ');
  const asked = [...by.map(shownColumn), 'count()', ...(wantsFirst ? ['stream', first] : [])].join(', ');
  const where = `${believedText(question)} AND odd = 0`;
  return `SELECT groupArray(alike) FROM (SELECT (${asked}) AS alike FROM ${table}${join} WHERE ${where} GROUP BY ${groups})`;
}

/** Absent values of old servers can't be in a list. */
function shownColumn(column: CountedColumn): string {
  if (LISTS.includes(column)) return 'element';
  const name = `\`${column}\``;
  const type = COLUMNS[column];
  if (!type.endsWith('?')) return name;
  return `isNull(${name}), ifNull(${name}, ${type === 'text?' ? "''" : 0})`;
}

function believedText({ seconds, predicate, streams }: CountQuestion): string {
  const events = eventsText(seconds, predicate, clickHouse);
  if (!streams) return events;
  return `${events} AND stream IN (${streams.map((name) => textLiteral(clickHouse, name)).join(', ')})`;
}

function countedRows(answer: BinaryReader, { by, wantsFirst }: CountQuestion): CountedRows {
  const values = Object.fromEntries(by.map((column) => [column, columnValue(answer, column)]));
  const count = answer.uint64();
  if (!wantsFirst) return { values, count, first: undefined };
  const stream = answer.text();
  const [ksec, kms, kserial] = [answer.uint64(), answer.int32(), answer.uint64()];
  return { values, count, first: { stream, ksec, kms, kserial, ord: answer.uint64(), item: answer.uint32() } };
}

function columnValue(answer: BinaryReader, column: CountedColumn): unknown {
  if (LISTS.includes(column)) return [answer.text()];
  switch (COLUMNS[column]) {
    case 'smalls':
      return answer.list(() => answer.int32());
    case 'count':
      return answer.uint64();
    case 'id':
      return answer.uint32();
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
): AsyncGenerator<OddEvent> {
  const where = `${believedText(question)} AND odd != 0`;
  for (const { from, to, count } of spansOf(await slicesOf(server, table, where))) {
    // Lines are read of these rows only: PREWHERE looks at other columns first.
    const range = `ord >= ${from} AND ord < ${to}`;
    const query = `SELECT stream, ksec, kms, kserial, ord, raw FROM ${table} PREWHERE ${where} AND ${range}`;
    const rows = await server.select(query, (answer) => Array.from({ length: count }, () => oddEvent(answer)));
    yield* rows.sort((one, other) => one.ord - other.ord);
  }
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
