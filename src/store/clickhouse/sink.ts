/** A table of ClickHouse as a store to ship into. What is there is asked; nothing that the server promises is relied upon. */
import { createHash } from 'node:crypto';
import { toBytes } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { answered, opening, type Patience, type Pause, pauses } from '../again.js';
import { COLUMN_NAMES, SCHEMA } from '../row.js';
import type { RowBlock } from '../row-block.js';
import { clickHouse, textLiteral } from '../sql/where.js';
import { NO_TAIL, type RowSink, StreamMoved, type Tail, tailFrom } from '../store.js';
import { shownText } from '../text.js';
import { encodeRows } from './native.js';
import { columnsThere, whyNotOurs } from './own-table.js';
import { createTable } from './schema.js';
import type { ClickHouseServer } from './server.js';

const COLUMN_LIST = COLUMN_NAMES.map((name) => `\`${name}\``).join(', ');
export function clickHouseSink(server: ClickHouseServer, patience: Patience): RowSink {
  return {
    name: server.address.name,
    place: `${server.address.name} ${server.table}`,
    tail: (stream) =>
      answered(
        async () => {
          await prepare(server);
          return tailOf(server, shownText(stream));
        },
        pauses(opening(patience)),
      ),
    insert: (rows) => insertOnce(server, rows, pauses(patience)),
    close: () => server.close(),
  };
}

async function prepare(server: ClickHouseServer): Promise<void> {
  const names = await columnsThere(server);
  if (names.length === 0) return server.command(createTable(server.table, await server.version()));
  const reason = whyNotOurs(server, names);
  if (reason !== undefined) throw new AuditError('output', reason);
}

/**
 * What is not known is asked until it is answered: a server that was killed may have stored the rows before, and one that
 * is slow may still be storing what a shipper sent that was killed.
 */
async function insertOnce(server: ClickHouseServer, rows: RowBlock, pause: Pause): Promise<void> {
  const [stream, first] = [rows.column('stream')[0], rows.column('ord')[0]];
  if (stream === undefined || first === undefined) return;
  const stored = (): Promise<Stored> => storedFrom(server, stream, first);
  const body = encodeRows(rows);
  for (;;) {
    const found = await answered(stored, pause);
    if (isOnly(found, rows)) return;
    if (found.count > 0) throw new StreamMoved(server.address.name, stream);
    try {
      await server.insert(COLUMN_LIST, body, insertId(server.table, stream));
    } catch (error) {
      await pause(error);
      continue;
    }
    const { count, batches } = await answered(stored, pause);
    if (count <= rows.length && batches <= 1) return;
    const lost = `of rows ${first} to ${first + rows.length - 1} one of the two loses some`;
    throw new AuditError(
      'output',
      `${server.address.name}: somebody else ships ${toBytes(stream)} at the same time, and ${lost}`,
    );
  }
}

/** The position tells all about how far a stream is: rows that end with the same one are the same. */
function isOnly({ count, position, batches }: Stored, rows: RowBlock): boolean {
  return count === rows.length && batches === 1 && position === rows.column('position')[count - 1];
}

interface Stored {
  readonly count: number;
  /** Of the last one. */
  readonly position: string;
  /** Batches that end differently. */
  readonly batches: number;
}

/** Those from a number on, each once. */
function storedFrom(server: ClickHouseServer, stream: string, from: number): Promise<Stored> {
  const where = `stream = ${textLiteral(clickHouse, stream)} AND ord >= ${from}`;
  return server.select(
    `SELECT uniqExact(ord), argMax(position, ord), uniqExactIf(position, position != '') FROM ${server.table} WHERE ${where}`,
    (answer) => ({ count: answer.uint64(), position: answer.text(), batches: answer.uint64() }),
  );
}

/** The same for all inserts of a stream. */
function insertId(table: string, stream: string): string {
  return `ts-audit-${createHash('sha256').update(`${table} ${stream}`).digest('hex').slice(0, 32)}`;
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
