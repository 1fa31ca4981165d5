/** `--ship`: logs into a store. */
import { hostname } from 'node:os';
import { readAuditdConf } from '../../auditd/conf.js';
import { toBytes } from '../../bytes/text.js';
import { runShip } from '../../engine/ship-run.js';
import { usage } from '../../errors.js';
import { discoverSources } from '../../input/discover.js';
import type { RowSink } from '../../store/store.js';
import { confNotes } from '../conf-notes.js';
import type { Io } from '../io.js';
import { showProgress } from '../progress.js';
import { isServer, serverAt } from '../stores.js';
import { InputTrouble } from '../trouble.js';
import type { SearchConfig, ShipWish } from './config.js';

const BATCH = 50_000;
/** Attempts after which a server that does not answer is given up: five minutes. */
const PATIENCE = 8;

export async function shipLogs(config: SearchConfig, wish: ShipWish, io: Io): Promise<number> {
  const { where, as, batch = BATCH, printsSchema } = wish;
  if (where === undefined) throw usage('--as, --batch and --print-schema are for --ship');
  if (printsSchema) return printSchema(where, io);
  const conf = readAuditdConf();
  const say = (line: string): void => io.err(`${line}\n`);
  for (const line of confNotes(conf, config, 'ausearch', io)) say(line);
  const trouble = new InputTrouble(say);
  const sources = await discoverSources({
    paths: config.inputs,
    systemLogs: config.systemLogs,
    logFile: conf.logFile,
    stdin: io.stdin,
    note: say,
    fail: trouble.fail,
  });
  trouble.expect(sources);
  const progress = io.terminal.err ? showProgress(sources, io) : undefined;
  const sink = await sinkAt(where, config, io);
  try {
    const shipped = await runShip({
      ...{ sources, as, batch, sink, host: toBytes(hostname()) },
      timeout: config.eoeTimeout ?? Number(conf.endOfEventTimeout),
      err: io.err,
      fail: trouble.fail,
      note: say,
      progress: progress?.update,
    });
    progress?.clear();
    if (shipped.open > 0) say(`NOTE - ${shipped.open} bytes of events that may go on are left to the next time`);
    if (config.stats || io.terminal.err)
      say(`${shipped.events} events in ${shipped.rows} rows shipped to ${sink.name}, ${shipped.bytes} bytes read`);
    return trouble.end(0, config.strict);
  } finally {
    progress?.clear();
    await sink.close();
  }
}

async function sinkAt(where: string, { access }: SearchConfig, io: Io): Promise<RowSink> {
  if (!isServer(where)) return (await import('../../store/parquet/sink.js')).parquetSink(where);
  const { clickHouseSink } = await import('../../store/clickhouse/sink.js');
  return clickHouseSink(await serverAt(where, access, io), PATIENCE, (line) => io.err(`${line}\n`));
}

async function printSchema(where: string, io: Io): Promise<number> {
  if (!isServer(where)) throw usage('--print-schema is for --ship clickhouse://…');
  const { placeOf } = await import('../../store/clickhouse/address.js');
  const { schemaText } = await import('../../store/clickhouse/schema.js');
  const { database, table } = placeOf(where);
  io.out.write(schemaText(database, table));
  return 0;
}
