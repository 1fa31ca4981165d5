/** `--ship`: logs into a store. */
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { accountsFor } from '../../accounts/accounts.js';
import { type AuditdConf, readAuditdConf } from '../../auditd/conf.js';
import { toBytes } from '../../bytes/text.js';
import { runShip } from '../../engine/ship-run.js';
import { SHIPPED_BYTE, tierFor } from '../../engine/tiering.js';
import { AuditError, usage } from '../../errors.js';
import { discoverSources } from '../../input/discover.js';
import { totalSize } from '../../input/source.js';
import { type Patience, StoreError } from '../../store/again.js';
import { EventReader } from '../../store/event-columns.js';
import type { RowSink } from '../../store/store.js';
import { fileNameOf, lock, lockedSink } from '../../store/stream-lock.js';
import { confNotes } from '../conf-notes.js';
import { endSignal } from '../follow-sources.js';
import type { Io } from '../io.js';
import { showProgress } from '../progress.js';
import type { StoreAccess } from '../store-options.js';
import { isServer, serverAccess, serverAt, TIMEOUT_SECONDS } from '../stores.js';
import { InputTrouble } from '../trouble.js';
import type { SearchConfig, ShipWish } from './config.js';
import { shipFolder } from './ship-folder.js';

const BATCH = 50_000;
/** Of what cannot be asked: so many events may be sent again. */
const EMITTED_BATCH = 1000;
/** Between one look at a log that is followed and the next: servers want few inserts, folders few files. */
const SERVER_PAUSE_MS = 5000;
const FILES_PAUSE_MS = 60_000;
/** Lines that are not said again while a log is followed. */
const MOST_SAID = 1000;
/** Attempts after which a server that does not answer is given up: five minutes. */
const PATIENCE = 8;

export async function shipLogs(config: SearchConfig, wish: ShipWish, io: Io): Promise<number> {
  const { where, printsSchema } = wish;
  if (where === undefined) throw usage('--as, --batch, --compact and --print-schema are for --ship');
  if (config.live) throw usage('--ship is for logs, not for --live');
  if (printsSchema) return printSchema(where, io);
  if (wish.compacts) return compact(where, config, wish, io);
  const conf = readAuditdConf();
  for (const line of confNotes(conf, config, 'ausearch', io)) io.err(`${line}\n`);
  const to = { sink: await sinkAt(where, config, io), events: new EventReader() };
  try {
    if (!config.follow) return await shipOnce(config, wish, conf, to, io);
    return await shipOn(config, wish, conf, to, io);
  } finally {
    await to.sink.close();
  }
}

/** Where to, and what is known of events from one look at the logs to the next. */
interface Way {
  readonly sink: RowSink;
  readonly events: EventReader;
}

/** What is there now. */
async function shipOnce(
  config: SearchConfig,
  { where = '', as, batch = isTarget(where) ? EMITTED_BATCH : BATCH }: ShipWish,
  conf: AuditdConf,
  { sink, events }: Way,
  io: Io,
): Promise<number> {
  const say = (line: string): void => io.err(`${line}\n`);
  const trouble = new InputTrouble(say);
  const sources = await discoverSources({
    paths: config.inputs,
    systemLogs: config.systemLogs || config.follow,
    logFile: conf.logFile,
    stdin: io.stdin,
    note: say,
    fail: trouble.fail,
  });
  trouble.expect(sources);
  if (!config.follow) tierFor(totalSize(sources) * SHIPPED_BYTE);
  const shows = io.terminal.err && !config.follow;
  const progress = shows ? showProgress(sources, io) : undefined;
  try {
    const shipped = await runShip({
      ...{ sources, as, batch, sink, events, host: toBytes(hostname()) },
      timeout: config.eoeTimeout ?? Number(conf.endOfEventTimeout),
      err: io.err,
      fail: trouble.fail,
      note: say,
      progress: progress?.update,
    });
    progress?.clear();
    if (shipped.open > 0 && !config.follow)
      say(`NOTE - ${shipped.open} bytes of events that may go on are left to the next time`);
    if (shows || (config.stats && (shipped.rows > 0 || !config.follow)))
      say(`${shipped.events} events in ${shipped.rows} rows shipped to ${sink.name}, ${shipped.bytes} bytes read`);
    return trouble.end(0, config.strict);
  } finally {
    progress?.clear();
  }
}

/** Again and again, until somebody ends it. The log is the spool: while the store does not answer, it waits there. */
async function shipOn(config: SearchConfig, wish: ShipWish, conf: AuditdConf, to: Way, io: Io): Promise<number> {
  const signal = endSignal();
  const said = new Set<string>();
  const once: Io = {
    ...io,
    err: (text) => {
      if (!said.has(text)) io.err(text);
      if (said.size > MOST_SAID) said.clear(); // messages quote the log
      said.add(text);
    },
  };
  let status = 0;
  while (!signal.aborted) {
    try {
      status = Math.max(status, await shipOnce(config, wish, conf, to, once));
    } catch (error) {
      if (!(error instanceof AuditError) || error.code === 'usage' || isFinal(error)) throw error;
      once.err(`${error.message}\n`);
    }
    await wait(isUrl(wish.where ?? '') ? SERVER_PAUSE_MS : FILES_PAUSE_MS, undefined, { signal }).catch(() => {});
  }
  return status;
}

/** Asking again changes nothing. */
function isFinal(error: AuditError): boolean {
  return error instanceof StoreError ? !error.mayBeDone : error.code === 'output';
}

/** Which nobody else ships the stream into from here. */
async function sinkAt(where: string, config: SearchConfig, io: Io): Promise<RowSink> {
  const sink = await storeAt(where, config, io);
  const folder = shipFolder(io.env);
  return folder === undefined ? sink : lockedSink(sink, folder);
}

async function storeAt(where: string, { access }: SearchConfig, io: Io): Promise<RowSink> {
  if (looksLikeUrl(where))
    throw usage(`--ship: ${where} is no address, which would have ://; a folder of that name is ./${where}`);
  if (!isUrl(where)) return (await import('../../store/parquet/sink.js')).parquetSink(where);
  const patience = { attempts: PATIENCE, note: (line: string) => io.err(`${line}\n`) };
  if (isTarget(where)) return targetAt(where, access, patience, io);
  const { clickHouseSink } = await import('../../store/clickhouse/sink.js');
  return clickHouseSink(await serverAt(where, access, io), patience);
}

function isUrl(where: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//.test(where);
}

/** `clickhouse:/host`: a slip of the hand would make a folder of that name. */
function looksLikeUrl(where: string): boolean {
  return (
    /^(?:clickhouses?|(?:elasticsearch|opensearch|otlp|loki|splunk-hec)(?:\+https?)?):/.test(where) && !isUrl(where)
  );
}

/** It takes events, and gives none back. */
function isTarget(where: string): boolean {
  return isUrl(where) && !isServer(where);
}

async function targetAt(where: string, access: StoreAccess, patience: Patience, io: Io): Promise<RowSink> {
  const { targetAddress } = await import('../../emit/address.js');
  const address = targetAddress(where, serverAccess(access, io));
  const folder = shipFolder(io.env);
  if (folder === undefined)
    throw usage(
      'Where sending goes on is kept in a folder that only this user can change: name one in STATE_DIRECTORY',
    );
  const { emitSink } = await import('../../emit/sink.js');
  const { poster } = await import('../../emit/post.js');
  const post = poster(address, { ...access, timeoutSeconds: access.timeoutSeconds ?? TIMEOUT_SECONDS });
  return emitSink({ address, post, patience, folder, accounts: accountsFor(io.env), env: io.env });
}

/** One at a time: two would make files of the same rows. */
async function compact(folder: string, config: SearchConfig, { as, batch }: ShipWish, io: Io): Promise<number> {
  if (isUrl(folder)) throw usage('--compact is for --ship DIR');
  const isAlone = as === undefined && batch === undefined && !config.follow && config.inputs.length === 0;
  if (!isAlone) throw usage('--compact ships nothing: it takes no -if, --as, --batch or --follow');
  const { compactLake } = await import('../../store/parquet/compact.js');
  const state = shipFolder(io.env);
  const busy = (pid: number): string => `${folder}: process ${pid} puts files together there already`;
  const unlock = state === undefined ? undefined : lock(state, fileNameOf(path.resolve(folder), 'compact'), busy);
  try {
    const { from, to } = await compactLake(folder);
    if (io.terminal.err || config.stats) io.err(`${from} files of ${folder} put together into ${to}\n`);
    return 0;
  } finally {
    unlock?.();
  }
}

async function printSchema(where: string, io: Io): Promise<number> {
  if (!isServer(where)) throw usage('--print-schema is for --ship clickhouse://HOST/DATABASE');
  const { placeOf } = await import('../../store/clickhouse/address.js');
  const { schemaText } = await import('../../store/clickhouse/schema.js');
  const { database, table } = placeOf(where);
  io.out.write(schemaText(database, table));
  return 0;
}
