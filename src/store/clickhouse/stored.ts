/**
 * Streams in a table of ClickHouse. What is asked for is asked in slices whose number of rows is known, so an answer that was
 * cut short is never taken for a whole one.
 */
import { AuditError } from '../../errors.js';
import { StoreError } from '../again.js';
import { missingNote } from '../missing.js';
import { onceEach } from '../once-each.js';
import { stampSeconds } from '../order.js';
import { KIND, SCHEMA } from '../row.js';
import type { SecondRange } from '../second-range.js';
import { clickHouse, eventsText, secondsText, textLiteral } from '../sql/where.js';
import {
  type ChosenEvent,
  type LineBlock,
  NO_LIMIT,
  type StoredLines,
  type StoredLog,
  type StoredStream,
} from '../stored-stream.js';
import { missingRows } from './missing.js';
import { columnsThere, whyNotOurs } from './own-table.js';
import type { BinaryReader } from './row-binary.js';
import type { ClickHouseServer } from './server.js';

/** Rows of a slice. */
const SLICE = 20_000;
/** Rows that are named one by one in a question: servers limit its length. */
const NAMED = 5000;
/** Events that are fetched in one answer, and their bytes. */
const TOGETHER = 20_000;
const TOGETHER_BYTES = 1 << 28;

/** What the table says of a log. */
interface LogFacts extends StoredLog {
  readonly stream: string;
  readonly timeout: number;
  /** Rows: first and last number, how many. */
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** One stream in the table. */
interface Scope {
  readonly server: ClickHouseServer;
  readonly table: string;
  /** Its rows. */
  readonly where: string;
}

type Chosen = ReadonlyMap<string, readonly number[]>;

interface Questions {
  readonly chosen: (where: string) => Promise<Chosen>;
  /** Undefined: too many to be held at once. */
  readonly lines: (where: string) => Promise<ReadonlyMap<string, readonly EventLines[]> | undefined>;
  readonly late: (seconds: SecondRange) => Promise<ReadonlySet<string>>;
}

/** `table`: what is asked about all streams at once, as it stands behind FROM; rows count once in it. */
export async function clickHouseStreams(
  server: ClickHouseServer,
): Promise<{ readonly streams: readonly StoredStream[]; readonly table: string }> {
  const logs = new Map<string, LogFacts[]>();
  const asked = Promise.all([logFacts(server), holeNotes(server)]);
  const [facts, notes] = await asked.catch((error: unknown) => explained(error, server));
  for (const log of facts) logs.set(log.stream, [...(logs.get(log.stream) ?? []), log]);
  // All streams are asked at once.
  const chosen = onceEach((where: string) => chosenRows(server, where));
  const questions: Questions = {
    chosen,
    lines: onceEach(async (where) => linesTogether(server, where, await chosen(where))),
    late: onceEach((seconds) => lateStreams(server, seconds)),
  };
  const streams = [...logs].map(([name, parts]) => storedStream(server, name, parts, notes.get(name) ?? [], questions));
  const isDoubled = [...logs.values()].some((parts) => rowsOver(parts) > 0);
  return { streams: await Promise.all(streams), table: isDoubled ? `${server.table} FINAL` : server.table };
}

/** What a server says of a question that its table can't answer is no help. */
async function explained(error: unknown, server: ClickHouseServer): Promise<never> {
  if (!(error instanceof StoreError) || error.mayBeDone) throw error;
  const columns = await columnsThere(server).catch(() => []);
  const reason = columns.length > 0 ? whyNotOurs(server, columns) : undefined;
  throw reason === undefined ? error : new AuditError('input', reason, { cause: error });
}

/** More rows than there are numbers. */
function rowsOver(parts: readonly LogFacts[]): number {
  const counted = parts.reduce((sum, { count }) => sum + count, 0);
  return counted - Math.max(...parts.map(({ last }) => last)) - 1;
}

async function storedStream(
  server: ClickHouseServer,
  name: string,
  parts: readonly LogFacts[],
  holes: readonly string[],
  { chosen, lines, late }: Questions,
): Promise<StoredStream> {
  const where = `stream = ${textLiteral(clickHouse, name)}`;
  const { table, missing, notes } = await completeness(server, name, where, parts);
  const scope: Scope = { server, table, where };
  const logs = parts.filter((log) => log.end > log.start).sort((one, other) => one.start - other.start);
  return {
    ...{ name, logs, timeout: logs.at(-1)?.timeout ?? 0, notes: [...notes, ...holes] },
    missing: { rows: missing, logs: holes.length },
    isRegular: async (seconds) => !(await late(seconds)).has(name),
    events: async function* (part, seconds, predicate) {
      const where = eventsText(seconds, predicate, clickHouse);
      const together = await lines(where);
      if (together) yield* within(part, together.get(name) ?? []);
      else yield* eventLines(scope, part, [...new Set((await chosen(where)).get(name) ?? [])]);
    },
    lines: (part, seconds) => linesOf(scope, part, seconds),
  };
}

/** Rows that were stored twice are made one by the server, those that are not there are told. */
async function completeness(
  server: ClickHouseServer,
  name: string,
  where: string,
  logs: readonly LogFacts[],
): Promise<{ readonly table: string; readonly missing: number; readonly notes: readonly string[] }> {
  const expected = Math.max(...logs.map(({ last }) => last)) + 1;
  const counted = expected + rowsOver(logs);
  const table = counted > expected ? `${server.table} FINAL` : server.table;
  const rows =
    counted > expected
      ? await server.select(`SELECT count() FROM ${table} WHERE ${where}`, (answer) => answer.uint64())
      : counted;
  const missing = expected - rows;
  const notes = missing > 0 ? [missingNote(name, expected, missing, await missingRows(server, where, expected))] : [];
  return { table, missing, notes };
}

function logFacts(server: ClickHouseServer): Promise<readonly LogFacts[]> {
  const columns = ['stream', 'logStart', 'any(log)', 'max(`end`)', 'max(timeout)', 'max(schema)'];
  const spans = [
    'argMin(sec, at)',
    'argMin(ms, at)',
    'argMax(sec, if(sec = 0, 0, `end`))',
    'argMax(ms, if(sec = 0, 0, `end`))',
  ];
  const numbers = ['min(ord)', 'max(ord)', 'count()'];
  const tuple = `(${[...columns, ...spans, ...numbers].join(', ')})`;
  const query = `SELECT groupArray(x) FROM (SELECT ${tuple} AS x FROM ${server.table} GROUP BY stream, logStart)`;
  return server.select(query, (answer) =>
    answer.list(() => {
      const [stream, start, name] = [answer.text(), answer.uint64(), answer.text()];
      const [end, timeout, schema] = [answer.uint64(), answer.int32(), answer.int32()];
      const first = stampSeconds(answer.uint64(), answer.int32());
      const span = { first, last: stampSeconds(answer.uint64(), answer.int32()) };
      const rows = { first: answer.uint64(), last: answer.uint64(), count: answer.uint64() };
      if (schema !== SCHEMA)
        throw new AuditError('input', `${server.address.name}: schema ${schema}, this version reads ${SCHEMA}`);
      return { stream, start, name, end, timeout, span, ...rows };
    }),
  );
}

async function holeNotes(server: ClickHouseServer): Promise<ReadonlyMap<string, readonly string[]>> {
  const query = `SELECT groupArray((stream, note)) FROM ${server.table} WHERE kind = ${KIND.hole}`;
  const notes = new Map<string, string[]>();
  for (const [stream, note] of await server.select(query, (answer) =>
    answer.list(() => [answer.text(), answer.text()] as const),
  ))
    notes.set(stream, [...(notes.get(stream) ?? []), `WARNING - ${note}`]);
  return notes;
}

/** The rows of every stream, in order. */
async function chosenRows(server: ClickHouseServer, where: string): Promise<Chosen> {
  const query = `SELECT groupArray((stream, rows)) FROM (SELECT stream, groupArray(ord) AS rows FROM ${server.table} PREWHERE ${where} GROUP BY stream)`;
  const found = await server.select(query, (answer) =>
    answer.list(() => [answer.text(), answer.list(() => answer.uint64())] as const),
  );
  return new Map(found.map(([stream, rows]) => [stream, rows.sort((one, other) => one - other)]));
}

/** Streams with late rows in the range. */
async function lateStreams(server: ClickHouseServer, seconds: SecondRange): Promise<ReadonlySet<string>> {
  const range = secondsText(seconds, clickHouse) ?? '1 = 1';
  const late = `SELECT DISTINCT stream FROM ${server.table} WHERE late != 0 AND ${range}`;
  const query = `SELECT groupArray(stream) FROM (${late})`;
  return new Set(await server.select(query, (answer) => answer.list(() => answer.text())));
}

interface EventLines extends ChosenEvent {
  readonly ord: number;
  readonly at: number;
}

const EVENT_LINES = 'ord, at, raw, late, ksec, kms, kserial';

function eventLinesIn(answer: BinaryReader): EventLines {
  const lines = { ord: answer.uint64(), at: answer.uint64(), raw: answer.data() };
  const isLate = answer.int32() !== 0;
  const stamp = { sec: answer.uint64(), ms: answer.int32(), serial: answer.uint64() };
  return { ...lines, behind: isLate ? stamp : undefined };
}

function* within({ start, end }: StoredLog, events: readonly EventLines[]): Generator<ChosenEvent> {
  let last = -1;
  for (const event of events) {
    if (event.ord !== last && event.at >= start && event.at < end) yield event;
    last = event.ord;
  }
}

export function linesQuestion({ table }: ClickHouseServer, where: string): string {
  return `SELECT stream, ${EVENT_LINES} FROM ${table} PREWHERE ${where}`;
}

/** Bytes of a row's lines, without a look at them: they are most of what is stored. `steps` are pieces and gaps in turn. */
export const LINES_SIZE =
  'if(empty(steps), toUInt64(`end` - at), arraySum(arrayFilter((x, i) -> bitAnd(i, 1) = 1, steps, arrayEnumerate(steps))))';

/** The few events of all streams, in one answer: a question for each of a thousand hosts takes longer than all else. */
async function linesTogether(
  server: ClickHouseServer,
  where: string,
  chosen: Chosen,
): Promise<ReadonlyMap<string, readonly EventLines[]> | undefined> {
  const count = [...chosen.values()].reduce((sum, rows) => sum + rows.length, 0);
  if (count > TOGETHER) return undefined;
  const size = `SELECT sum(${LINES_SIZE}) FROM ${server.table} PREWHERE ${where}`;
  if ((await server.select(size, (answer) => answer.uint64())) > TOGETHER_BYTES) return undefined;
  const found = new Map<string, EventLines[]>();
  const rows = await server.select(linesQuestion(server, where), (answer) =>
    rowsOf(count, () => ({ stream: answer.text(), ...eventLinesIn(answer) })),
  );
  for (const { stream, ...event } of rows) {
    const events = found.get(stream);
    if (events) events.push(event);
    else found.set(stream, [event]);
  }
  for (const events of found.values()) events.sort((one, other) => one.ord - other.ord);
  return found;
}

async function* eventLines(scope: Scope, part: StoredLog, rows: readonly number[]): AsyncGenerator<ChosenEvent> {
  for (let from = 0; from < rows.length; from += NAMED) {
    const named = rows.slice(from, from + NAMED);
    const query = `SELECT ${EVENT_LINES} FROM ${scope.table} WHERE ${scope.where} AND ord IN (${named.join(', ')})`;
    const found = await scope.server.select(query, (answer) => rowsOf(named.length, () => eventLinesIn(answer)));
    found.sort((one, other) => one.ord - other.ord);
    yield* within(part, found);
  }
}

function rowsOf<T>(count: number, read: () => T): T[] {
  return Array.from({ length: count }, read);
}

async function* linesOf(scope: Scope, part: StoredLog, seconds: SecondRange): AsyncGenerator<LineBlock> {
  const where = `${scope.where} AND at < ${part.end} AND \`end\` > ${part.start} AND ${await noticedText(scope, part, seconds)}`;
  const slices = await slicesOf(scope, where);
  for (const [i, { slice, count }] of slices.entries()) {
    const range = `ord >= ${slice * SLICE} AND ord < ${(slice + 1) * SLICE}`;
    const query = `SELECT at, steps, sec, kind, raw FROM ${scope.table} WHERE ${where} AND ${range}`;
    const rows = await scope.server.select(query, (answer) => rowsOf(count, () => storedLines(answer)));
    const laterFrom = slices.slice(i + 1).reduce((least, { at }) => Math.min(least, at), NO_LIMIT);
    yield { rows: rows.sort((one, other) => one.at - other.at), laterFrom };
  }
}

function storedLines(answer: BinaryReader): StoredLines {
  const at = answer.uint64();
  const steps = answer.list(() => answer.uint64());
  return { at, steps, sec: answer.uint64(), kind: answer.int32(), raw: answer.data() };
}

interface Slice {
  readonly slice: number;
  readonly count: number;
  /** Where the first of its rows begins. */
  readonly at: number;
}

function slicesOf({ server, table }: Scope, where: string): Promise<readonly Slice[]> {
  const counted = `SELECT intDiv(ord, ${SLICE}) AS slice, count() AS rows, min(at) AS first FROM ${table} WHERE ${where} GROUP BY slice ORDER BY slice`;
  return server.select(`SELECT groupArray((slice, rows, first)) FROM (${counted})`, (answer) =>
    answer
      .list(() => ({ slice: answer.uint64(), count: answer.uint64(), at: answer.uint64() }))
      .sort((one, other) => one.slice - other.slice),
  );
}

/** Rows that a scan for these seconds can notice (line-order.ts). */
async function noticedText(
  { server, table, where }: Scope,
  { start, end }: StoredLog,
  seconds: SecondRange,
): Promise<string> {
  const range = secondsText(seconds, clickHouse);
  if (range === undefined) return '1 = 1';
  const timed = `${where} AND at < ${end} AND \`end\` > ${start} AND sec != 0`;
  const firsts = await server.select(
    `SELECT minIf(at, 1 = 1), minIf(at, NOT ${range}) FROM ${table} WHERE ${timed}`,
    (answer) => [answer.uint64(), answer.uint64()],
  );
  return `(${range} OR at IN (${firsts.join(', ')}) OR (sec = 0 AND kind = ${KIND.other}))`;
}
