/** The logs that a question about rules names, put to these rules. */
import { readAuditdConf } from '../../auditd/conf.js';
import { type ReplayRun, runReplay } from '../../engine/replay-run.js';
import { AuditError } from '../../errors.js';
import { discoverSources } from '../../input/discover.js';
import type { Source } from '../../input/source.js';
import type { SimulationPart } from '../../replay/simulation.js';
import type { Io } from '../io.js';
import { showProgress } from '../progress.js';
import { InputTrouble } from '../trouble.js';
import { UNREADABLE } from './rule-sets.js';

/** `isWhole`: everything could be read and was a log. `named` empty: the system's logs. */
export interface Replayed {
  readonly part: SimulationPart;
  readonly isWhole: boolean;
}

/** Throws `AuditError` with status 3 when no log can be read. */
export async function replayed(
  simulation: ReplayRun['simulation'],
  named: readonly string[],
  io: Io,
): Promise<Replayed> {
  const conf = readAuditdConf();
  const trouble = new InputTrouble((line) => io.err(`${line}\n`));
  const note = (line: string): void => io.err(`${line}\n`);
  const sources = await logSources(named, conf.logFile, io, trouble);
  trouble.expect(sources);
  const progress = io.terminal.err ? showProgress(sources, io) : undefined;
  try {
    const { part } = await runReplay({
      simulation,
      sources,
      timeout: Number(conf.endOfEventTimeout),
      start: undefined,
      end: undefined,
      failed: trouble.failed,
      understood: trouble.understood,
      note,
      progress: progress?.update,
    });
    return { part, isWhole: trouble.end(0, true) === 0 };
  } catch (error) {
    throw unreadable(error);
  } finally {
    progress?.clear();
  }
}

/** Throws `AuditError` with status 3. `paths` empty: the system's logs. */
export async function logSources(
  paths: readonly string[],
  logFile: string,
  io: Io,
  trouble: InputTrouble,
): Promise<readonly Source[]> {
  try {
    return await discoverSources({
      paths,
      systemLogs: paths.length === 0,
      logFile,
      stdin: io.stdin,
      note: (line) => io.err(`${line}\n`),
      fail: trouble.fail,
    });
  } catch (error) {
    throw unreadable(error);
  }
}

/** Of questions about rules what cannot be read has a status of its own. */
function unreadable(error: unknown): unknown {
  if (!(error instanceof AuditError) || error.code !== 'input') return error;
  return new AuditError('input', error.message, { cause: error, exitStatus: UNREADABLE });
}
