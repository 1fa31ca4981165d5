/** A table of ClickHouse as a store that is read: what it knows of itself, asked for all streams at once. */
import type { Stamp } from '../order.js';
import type { Predicate } from '../predicate.js';
import { ALWAYS, type SecondRange } from '../second-range.js';
import { clickHouse, eventsText, secondsText } from '../sql/where.js';
import type { Estimate, HostFacts, Store, StreamExtent } from '../stored-stream.js';
import { countRows, countText, oddRows } from './count.js';
import { eventsInOrder } from './ordered.js';
import type { BinaryReader } from './row-binary.js';
import type { ClickHouseServer } from './server.js';
import { clickHouseStreams, LINES_SIZE, linesQuestion } from './stored.js';

export async function clickHouseStore(server: ClickHouseServer): Promise<Store> {
  const { streams, table } = await clickHouseStreams(server);
  return {
    name: `${server.address.name} ${server.table}`,
    streams,
    latest: (seconds) => latest(server, seconds),
    extents: (seconds) => extents(server, seconds),
    counts: (questions) => oneByOne(questions.map((question) => countRows(server, table, question))),
    inOrder: (question) => eventsInOrder(server, question),
    oddEvents: (question) => oddRows(server, table, question),
    countText: (question) => countText(table, question),
    hosts: (seconds) => hosts(server, table, seconds),
    estimate: (seconds, predicate) => estimate(server, seconds, predicate),
    question: (seconds, predicate) => linesQuestion(server, eventsText(seconds, predicate, clickHouse)),
  };
}

async function* oneByOne<T>(answers: readonly Promise<T>[]): AsyncGenerator<T> {
  yield* await Promise.all(answers);
}

/** `table`: as it stands behind FROM. */
async function hosts(server: ClickHouseServer, table: string, seconds: SecondRange): Promise<readonly HostFacts[]> {
  const where = eventsText(seconds, undefined, clickHouse);
  const facts = `(stream, isNull(node), ifNull(node, ''), count(), sum(${LINES_SIZE}), minIf(sec, sec != 0), max(sec))`;
  const query = `SELECT groupArray(x) FROM (SELECT ${facts} AS x FROM ${table} WHERE ${where} GROUP BY stream, node)`;
  return server.select(query, (answer) =>
    answer.list(() => {
      const [stream, isNameless, node] = [answer.text(), answer.uint8(), answer.text()];
      const [events, bytes] = [answer.uint64(), answer.uint64()];
      const [first, last] = [answer.uint64(), answer.uint64()];
      return { stream, node: isNameless ? undefined : node, events, bytes, first, last };
    }),
  );
}

async function latest(server: ClickHouseServer, seconds: SecondRange): Promise<ReadonlyMap<string, Stamp>> {
  // What a row stands by is never less than that of the row before; to look for the greatest tuple takes the server twice as long.
  const stamp = '(stream, max(ksec), argMax(kms, ord), argMax(kserial, ord))';
  const where = eventsText(seconds, undefined, clickHouse);
  const stamps = `SELECT ${stamp} AS x FROM ${server.table} WHERE ${where} GROUP BY stream`;
  const found = await server.select(`SELECT groupArray(x) FROM (${stamps})`, (answer) =>
    answer.list(() => {
      const stream = answer.text();
      return [stream, { sec: answer.uint64(), ms: answer.int32(), serial: answer.uint64() }] as const;
    }),
  );
  return new Map(found);
}

async function extents(server: ClickHouseServer, seconds: SecondRange): Promise<ReadonlyMap<string, StreamExtent>> {
  const within = secondsText(seconds, clickHouse) ?? '1 = 1';
  const begins = Number.isFinite(seconds.start) ? `sec != 0 AND NOT ${within}` : 'sec != 0';
  const ends = eventsText(seconds, undefined, clickHouse);
  const facts = [
    ...['stream', `countIf(${begins})`, `argMinIf((sec, ms, serial, at), at, ${begins})`],
    ...[`countIf(${ends})`, `argMaxIf((sec, ms, serial, at), ord, ${ends})`],
  ];
  const found = `SELECT (${facts.join(', ')}) AS x FROM ${server.table} GROUP BY stream`;
  const all = await server.select(`SELECT groupArray(x) FROM (${found})`, (answer) =>
    answer.list(() => {
      const stream = answer.text();
      const [first, last] = [placeIn(answer), placeIn(answer)];
      return [stream, { first, last }] as const;
    }),
  );
  return new Map(all);
}

/** Undefined: of none. */
function placeIn(answer: BinaryReader): StreamExtent['last'] {
  const count = answer.uint64();
  const place = { sec: answer.uint64(), ms: answer.int32(), serial: answer.uint64(), at: answer.uint64() };
  return count === 0 ? undefined : place;
}

async function estimate(
  server: ClickHouseServer,
  seconds: SecondRange,
  predicate: Predicate | undefined,
): Promise<Estimate> {
  const count = (where: string): Promise<number> =>
    server.select(`SELECT count() FROM ${server.table} WHERE ${where}`, (answer) => answer.uint64());
  const [wanted, all] = await Promise.all([
    count(eventsText(seconds, predicate, clickHouse)),
    count(eventsText(ALWAYS, undefined, clickHouse)),
  ]);
  return { wanted, all, isAbout: false };
}
