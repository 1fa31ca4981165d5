/** `--ship`: logs into a store. */
import { hostname } from 'node:os';
import { readAuditdConf } from '../../auditd/conf.js';
import { toBytes } from '../../bytes/text.js';
import { runShip } from '../../engine/ship-run.js';
import { discoverSources } from '../../input/discover.js';
import { parquetSink } from '../../store/parquet/sink.js';
import { confNotes } from '../conf-notes.js';
import type { Io } from '../io.js';
import { showProgress } from '../progress.js';
import { InputTrouble } from '../trouble.js';
import type { SearchConfig } from './config.js';

const BATCH = 50_000;

export async function shipLogs(config: SearchConfig, where: string, io: Io): Promise<number> {
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
  const sink = parquetSink(where);
  try {
    const shipped = await runShip({
      sources,
      as: config.ship?.as,
      host: toBytes(hostname()),
      sink,
      timeout: config.eoeTimeout ?? Number(conf.endOfEventTimeout),
      batch: config.ship?.batch ?? BATCH,
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
