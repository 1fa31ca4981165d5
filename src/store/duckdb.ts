/**
 * SQL over Parquet files by DuckDB, which the user installs. A question only reads: one SELECT, no file but those of the
 * store, and no way to change that.
 *
 *   files ──▶ view events: a row an event ──▶ view records: a row a record
 */
import type {
  DuckDBBlobVector,
  DuckDBConnection,
  DuckDBDoubleVector,
  DuckDBInstance,
  DuckDBListVector,
  DuckDBVector,
} from '@duckdb/node-api';
import { fromBytes, toBytes } from '../bytes/text.js';
import { AuditError, usage } from '../errors.js';
import { COLUMN_NAMES, type ColumnName, KIND } from './row.js';

export type SqlValue = string | number | boolean | null;

export interface SqlAnswer {
  readonly columns: readonly string[];
  /** Texts are Unicode; lists and structures are JSON. */
  readonly rows: AsyncIterable<readonly SqlValue[]>;
}

/** Of no use to those who ask, or told in another way. */
const HIDDEN: readonly ColumnName[] = [
  ...(['schema', 'kind', 'logStart', 'steps', 'timeout', 'position', 'note', 'late', 'told', 'untold'] as const),
];

/** `files`: byte strings; `sql`: Unicode. Rejects with `usage` for what is no SELECT, or that DuckDB does not understand. */
export async function askDuckDb(files: readonly string[], sql: string): Promise<SqlAnswer> {
  const { DuckDBInstance, StatementType } = await loadDuckDb();
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    await makeViews(connection, files);
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw usage(`--sql takes one statement, these are ${statements.count}`);
    const prepared = await statements.prepare(0);
    if (prepared.statementType !== StatementType.SELECT) throw usage('--sql only reads: it takes a SELECT');
    const result = await prepared.stream();
    return { columns: result.deduplicatedColumnNames(), rows: rowsOf(result.yieldRowsJson()) };
  } catch (error) {
    throw failure(error);
  }
}

/** What a question of ours has for an answer: columns, as that takes a fraction of the time of rows. */
export interface DuckDbAnswer {
  readonly length: number;
  /** Values as JavaScript has them. */
  readonly columns: readonly (readonly unknown[])[];
}

/**
 * The answer to a question of ours, in which `filesText` stands behind FROM. Undefined: there is no DuckDB, or it can't, which
 * is told: Parquet files are read without it, too, only slower. `note` takes a line.
 */
export function askedOfDuckDb(sql: string, note: (line: string) => void): Promise<DuckDbAnswer | undefined> {
  return withDuckDb(note, async (connection) => {
    const reader = await connection.runAndReadAll(sql);
    return { length: reader.currentRowCount, columns: reader.getColumnsJS() };
  });
}

/** A list of DOUBLE, or a BLOB. */
export type DuckDbValue = Float64Array | Buffer;

/**
 * The same for a question whose answer is one row of such values. A row for each of the values of a list, and a text for each of
 * those in a BLOB, would take ten times as long.
 */
export function listsOfDuckDb(sql: string, note: (line: string) => void): Promise<readonly DuckDbValue[] | undefined> {
  return withDuckDb(note, async (connection) => {
    const [chunk] = await (await connection.run(sql)).fetchAllChunks();
    if (!chunk) throw new Error('no row');
    return Array.from({ length: chunk.columnCount }, (_, i) => valueIn(chunk.getColumnVector(i)));
  });
}

async function withDuckDb<T>(
  note: (line: string) => void,
  ask: (connection: DuckDBConnection) => Promise<T>,
): Promise<T | undefined> {
  const instance = await ownInstance().catch(() => undefined);
  if (!instance) return undefined;
  try {
    const connection = await instance.connect();
    try {
      return await ask(connection);
    } finally {
      connection.closeSync();
    }
  } catch (error) {
    note(`DuckDB gave no answer (${firstLine(error)}): the files are read without it, which takes longer`);
    return undefined;
  }
}

/** In memory of its own: that of the answer does not last. */
function valueIn(vector: DuckDBVector): DuckDbValue {
  if ('childVector' in vector) {
    // Of no rows there is no list.
    const elements = (vector as DuckDBListVector).getItemVector(0) as DuckDBDoubleVector | null;
    const numbers = new Float64Array(elements?.itemCount ?? 0);
    for (let i = 0; i < numbers.length; i++) numbers[i] = elements?.getItem(i) ?? Number.NaN;
    return numbers;
  }
  const value = (vector as DuckDBBlobVector).getItem(0);
  return Buffer.from(value?.bytes ?? []);
}

let own: Promise<DuckDBInstance> | undefined;

/** For all questions of a run: starting takes longer than most of them. */
function ownInstance(): Promise<DuckDBInstance> {
  own ??= loadDuckDb().then((duckDb) => duckDb.DuckDBInstance.create(':memory:'));
  return own;
}

/** `files`: byte strings. */
export function filesText(files: readonly string[]): string {
  const names = files.map((name) => fromBytes(name).replaceAll(/[*?[]/g, '[$&]'));
  return `read_parquet(${listOf(names)}, hive_partitioning = false, union_by_name = true)`;
}

function listOf(files: readonly string[]): string {
  return `[${files.map(quoted).join(', ')}]`;
}

/** Afterwards nothing else can be opened. */
async function makeViews(connection: DuckDBConnection, files: readonly string[]): Promise<void> {
  const shown = COLUMN_NAMES.filter((name) => !HIDDEN.includes(name)).map((name) => `"${name}"`);
  await connection.run(`CREATE VIEW events AS SELECT ${TIME} AS time, ${shown.join(', ')}
    FROM ${filesText(files)} WHERE kind = ${KIND.event}`);
  await connection.run(`CREATE VIEW records AS SELECT stream, ord, time, sec, ms, serial, node, item,
      types[item] AS type, regexp_extract(text, '(?:^|\\s)type=(\\S+)', 1) AS type_name, text
    FROM (SELECT *, unnest(lines) AS text, generate_subscripts(lines, 1) AS item
      FROM (SELECT *, list_filter(${LINES}, x -> x != '') AS lines FROM events))`);
  await connection.run(`SET allowed_paths = ${listOf(files.map(fromBytes))}`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

/** In UTC. Hostile stamps are beyond all dates. */
const TIME = 'try(make_timestamp((sec * 1000000 + ms * 1000)::BIGINT))';
/** Lines that are no Unicode are shown with \xHH for the bytes that are none. */
const LINES = "coalesce(string_split(try(decode(raw)), chr(10)), string_split(raw::VARCHAR, '\\x0A'))";

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

async function* rowsOf(chunks: AsyncIterable<readonly (readonly unknown[])[]>): AsyncGenerator<readonly SqlValue[]> {
  try {
    for await (const rows of chunks) for (const row of rows) yield row.map(shown);
  } catch (error) {
    throw failure(error);
  }
}

function shown(value: unknown): SqlValue {
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string')
    return value;
  return JSON.stringify(value);
}

function failure(error: unknown): AuditError {
  return error instanceof AuditError ? error : usage(`--sql: ${firstLine(error)}`);
}

/** A byte string. */
function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  return toBytes(line);
}

async function loadDuckDb(): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    throw new AuditError('usage', '--sql needs a package that is not there: npm install -g @duckdb/node-api', {
      cause,
    });
  }
}
