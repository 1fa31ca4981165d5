/** A table of ClickHouse as a store that is read: what it knows of itself, asked for all streams at once. */
import type { Predicate } from '../predicate.js';
import { clickHouse, eventsText } from '../sql/where.js';
import { ALWAYS, type Estimate, type HostFacts, type SecondRange, type Store } from '../stored-stream.js';
import type { ClickHouseServer } from './server.js';
import { clickHouseStreams, linesQuestion } from './stored.js';

export async function clickHouseStore(server: ClickHouseServer): Promise<Store> {
  return {
    name: `${server.address.name} ${server.table}`,
    streams: await clickHouseStreams(server),
    hosts: (seconds) => hosts(server, seconds),
    estimate: (seconds, predicate) => estimate(server, seconds, predicate),
    question: (seconds, predicate) => linesQuestion(server, eventsText(seconds, predicate, clickHouse)),
  };
}

/** What was stored twice counts once. */
async function hosts(server: ClickHouseServer, seconds: SecondRange): Promise<readonly HostFacts[]> {
  const where = eventsText(seconds, undefined, clickHouse);
  const events = `SELECT stream, node, ord, any(sec) AS s, any(length(raw)) AS size FROM ${server.table} WHERE ${where} GROUP BY stream, node, ord`;
  const facts = "(stream, isNull(node), ifNull(node, ''), count(), sum(size), minIf(s, s != 0), max(s))";
  const query = `SELECT groupArray(x) FROM (SELECT ${facts} AS x FROM (${events}) GROUP BY stream, node)`;
  return server.select(query, (answer) =>
    answer.list(() => {
      const [stream, isNameless, node] = [answer.text(), answer.uint8(), answer.text()];
      const [events, bytes] = [answer.uint64(), answer.uint64()];
      const [first, last] = [answer.uint64(), answer.uint64()];
      return { stream, node: isNameless ? undefined : node, events, bytes, first, last };
    }),
  );
}

async function estimate(
  server: ClickHouseServer,
  seconds: SecondRange,
  predicate: Predicate | undefined,
): Promise<Estimate> {
  const count = (where: string): Promise<number> =>
    server.select(`SELECT count() FROM ${server.table} WHERE ${where}`, (answer) => answer.uint64());
  const wanted = await count(eventsText(seconds, predicate, clickHouse));
  return { wanted, all: await count(eventsText(ALWAYS, undefined, clickHouse)), isAbout: false };
}
