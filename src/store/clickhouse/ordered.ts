/**
 * Events of all streams in the order of release, slice by slice: the server is asked how many there are in each second, then for
 * those of so many seconds that an answer holds no more than can be kept.
 *
 *   ksec   1 2 3 │ 4 │ 5 6 7 8 │ …       the second that an event stands by in the order (row.ts)
 */
import { oneAhead } from '../one-ahead.js';
import { compareStamps, type Stamp } from '../order.js';
import { clickHouse, eventsText } from '../sql/where.js';
import type { OrderedQuestion, StoredStream } from '../stored-stream.js';
import type { BinaryReader } from './row-binary.js';
import type { ClickHouseServer } from './server.js';
import { LINES_SIZE } from './stored.js';

/** Events of an answer and their bytes, if a second has no more. */
const SLICE = 20_000;
const SLICE_BYTES = 1 << 25;
/** Bytes of a second, at most. */
const MOST_BYTES = 1 << 28;

export async function eventsInOrder(
  server: ClickHouseServer,
  { chains, seconds, predicate, margin }: OrderedQuestion,
): Promise<AsyncIterable<readonly Uint8Array[]> | undefined> {
  const where = eventsText(seconds, predicate, clickHouse);
  const slices = slicesOf(await secondsIn(server, where, margin));
  if (!slices || !(await areApart(server, where, chains))) return undefined;
  const ranks = new Map(
    chains.flatMap((chain, rank) => chain.map((stream) => [stream.name, { rank, stream }] as const)),
  );
  return oneAhead(slices, (slice) => eventsOf(server, where, slice, margin, ranks));
}

interface Second {
  readonly second: number;
  readonly count: number;
  readonly bytes: number;
  /** Some events are too old. */
  readonly isBehind: boolean;
}

function secondsIn(server: ClickHouseServer, where: string, margin: number): Promise<readonly Second[]> {
  const facts = `ksec, count() AS events, sum(${LINES_SIZE}) AS bytes, max(sec + ${margin} < ksec) AS behind`;
  const found = `SELECT ${facts} FROM ${server.table} PREWHERE ${where} GROUP BY ksec`;
  return server.select(`SELECT groupArray((ksec, events, bytes, behind)) FROM (${found})`, (answer) =>
    answer.list(() => ({
      second: answer.uint64(),
      count: answer.uint64(),
      bytes: answer.uint64(),
      isBehind: answer.uint8() !== 0,
    })),
  );
}

interface Slice {
  readonly from: number;
  to: number;
  count: number;
  bytes: number;
}

/** Undefined: that order is not to be had. */
function slicesOf(seconds: readonly Second[]): readonly Slice[] | undefined {
  if (seconds.some(({ bytes, isBehind }) => isBehind || bytes > MOST_BYTES)) return undefined;
  const slices: Slice[] = [];
  for (const { second, count, bytes } of [...seconds].sort((one, other) => one.second - other.second)) {
    const last = slices.at(-1);
    if (last && last.count + count <= SLICE && last.bytes + bytes <= SLICE_BYTES) {
      last.to = second;
      last.count += count;
      last.bytes += bytes;
    } else slices.push({ from: second, to: second, count, bytes });
  }
  return slices;
}

/** Of streams in one chain all events of one come before those of the next, whatever their stamps. */
async function areApart(
  server: ClickHouseServer,
  where: string,
  chains: readonly (readonly StoredStream[])[],
): Promise<boolean> {
  if (chains.every((chain) => chain.length === 1)) return true;
  const spans = `SELECT stream, min(ksec) AS first, max(ksec) AS last FROM ${server.table} PREWHERE ${where} GROUP BY stream`;
  const found = new Map(
    await server.select(`SELECT groupArray((stream, first, last)) FROM (${spans})`, (answer) =>
      answer.list(() => [answer.text(), { first: answer.uint64(), last: answer.uint64() }] as const),
    ),
  );
  return chains.every((chain) => {
    const known = chain.flatMap(({ name }) => found.get(name) ?? []);
    return known.every(({ first }, i) => first > (known[i - 1]?.last ?? -1));
  });
}

interface Ranked {
  readonly rank: number;
  readonly stream: StoredStream;
}

interface OrderedEvent extends Ranked {
  readonly stamp: Stamp;
  readonly ord: number;
  readonly raw: Uint8Array;
}

async function eventsOf(
  server: ClickHouseServer,
  where: string,
  { from, to }: Slice,
  margin: number,
  ranks: ReadonlyMap<string, Ranked>,
): Promise<readonly Uint8Array[]> {
  // The server finds rows by their own seconds faster than by those that they stand by.
  const range = `ksec >= ${from} AND ksec <= ${to} AND sec <= ${to} AND sec + ${margin} >= ${from}`;
  // A list tells its length: rows may have come since they were counted.
  const rows = `groupArray((stream, at, ksec, kms, kserial, ord, raw))`;
  const query = `SELECT ${rows} FROM ${server.table} PREWHERE ${where} AND ${range}`;
  const found = await server.select(query, (answer) => answer.list(() => eventIn(answer, ranks)));
  const events = found.filter((event) => event !== undefined);
  events.sort((one, other) => compareStamps(one.stamp, other.stamp) || one.rank - other.rank || one.ord - other.ord);
  // Rows may be stored twice.
  const isAgain = ({ stream, ord }: OrderedEvent, i: number): boolean => {
    const before = events[i - 1];
    return before !== undefined && before.stream === stream && before.ord === ord;
  };
  return events.filter((event, i) => !isAgain(event, i)).map(({ raw }) => raw);
}

/** Undefined: nobody knew of it when the streams were asked for. */
function eventIn(answer: BinaryReader, ranks: ReadonlyMap<string, Ranked>): OrderedEvent | undefined {
  const known = ranks.get(answer.text());
  const at = answer.uint64();
  const stamp = { sec: answer.uint64(), ms: answer.int32(), serial: answer.uint64() };
  const event = { stamp, ord: answer.uint64(), raw: answer.data() };
  const isKnown = known?.stream.logs.some(({ start, end }) => at >= start && at < end) === true;
  return known && isKnown ? { ...known, ...event } : undefined;
}
