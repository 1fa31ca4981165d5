/** A table of ClickHouse as a store to ship into. What is there is asked; nothing that the server promises is relied upon. */
import { setTimeout as wait } from 'node:timers/promises';
import { AuditError } from '../../errors.js';
import { COLUMN_NAMES, type Row, SCHEMA } from '../row.js';
import { clickHouse, textLiteral } from '../sql/where.js';
import { NO_TAIL, type RowSink, type Tail, tailFrom } from '../store.js';
import { shownText } from '../text.js';
import { encodeRows } from './row-binary.js';
import { createTable } from './schema.js';
import { type ClickHouseServer, ServerError } from './server.js';

const COLUMN_LIST = COLUMN_NAMES.map((name) => `\`${name}\``).join(', ');
/** Seconds between attempts when it is not known whether rows arrived; each is a little longer or shorter by chance. */
const PAUSES = [1, 2, 4, 8, 16, 32, 60] as const;

/** `patience`: how often is asked again before it is given up; a service never gives up. */
export function clickHouseSink(server: ClickHouseServer, patience: number, note: (line: string) => void): RowSink {
  const tail = (stream: string): Promise<Tail> => tailOf(server, shownText(stream));
  return {
    name: server.address.name,
    tail: async (stream) => {
      await prepare(server);
      return tail(stream);
    },
    insert: (rows) => insertOnce(server, rows, patience, note),
    close: () => server.close(),
  };
}

async function prepare(server: ClickHouseServer): Promise<void> {
  const { database, table, name } = server.address;
  const names = await server.select(
    `SELECT groupArray(name) FROM system.columns WHERE database = '${database}' AND table = '${table}'`,
    (answer) => answer.list(() => answer.text()),
  );
  if (names.length === 0) return server.command(createTable(server.table));
  const missing = COLUMN_NAMES.find((column) => !names.includes(column));
  if (missing)
    throw new AuditError('output', `${name}: ${server.table} is no table of ours (it has no column ${missing})`);
}

async function insertOnce(
  server: ClickHouseServer,
  rows: readonly Row[],
  patience: number,
  note: (line: string) => void,
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  if ((await countOf(server, first.stream, first.ord)) > 0) throw somebodyElse(server, first.stream);
  const body = encodeRows(rows);
  for (let attempt = 0; ; attempt++) {
    try {
      await server.insert(COLUMN_LIST, body);
      return;
    } catch (error) {
      if (!(error instanceof ServerError) || !error.mayBeDone || attempt >= patience) throw error;
      const seconds = PAUSES[Math.min(attempt, PAUSES.length - 1)] ?? 60;
      note(`${error.message}; asking again in ${seconds} s`);
      await wait(seconds * 1000 * (0.8 + Math.random() * 0.4));
    }
    if (await isStored(server, first, rows.length)) return;
  }
}

/** Of rows whose fate is not known: all are there, or none. */
async function isStored(server: ClickHouseServer, { stream, ord }: Row, count: number): Promise<boolean> {
  const found = await countOf(server, stream, ord).catch(() => 0); // the next attempt says why
  if (found > 0 && found !== count) throw somebodyElse(server, stream);
  return found > 0;
}

function somebodyElse(server: ClickHouseServer, stream: string): AuditError {
  return new AuditError('output', `${server.address.name}: somebody else ships ${stream} at the same time`);
}

function countOf(server: ClickHouseServer, stream: string, from: number): Promise<number> {
  const where = `stream = ${textLiteral(clickHouse, stream)} AND ord >= ${from}`;
  return server.select(`SELECT count() FROM ${server.table} WHERE ${where}`, (answer) => answer.uint64());
}

async function tailOf(server: ClickHouseServer, stream: string): Promise<Tail> {
  const where = `stream = ${textLiteral(clickHouse, stream)}`;
  const [count, last] = await server.select(
    `SELECT count(), max(ord) FROM ${server.table} WHERE ${where}`,
    (answer) => [answer.uint64(), answer.uint64()] as const,
  );
  if (count === 0) return NO_TAIL;
  return server.select(
    `SELECT schema, ksec, kms, kserial, position FROM ${server.table} WHERE ${where} AND ord = ${last} LIMIT 1`,
    (answer) => {
      const schema = answer.int32();
      if (schema !== SCHEMA)
        throw new AuditError('output', `${server.address.name}: schema ${schema}, this version writes ${SCHEMA}`);
      const latest = { sec: answer.uint64(), ms: answer.int32(), serial: answer.uint64() };
      return tailFrom(last + 1, latest, answer.text());
    },
  );
}
