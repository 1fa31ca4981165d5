/** `simulate RULES [--log LOG…] [--diff OLD]`: what a rule set would have recorded of a recorded history. */
import { accountsFor } from '../../accounts/accounts.js';
import { readAuditdConf } from '../../auditd/conf.js';
import { escapeText } from '../../bytes/escape.js';
import type { Platform } from '../../control/platform.js';
import { type ReplayRun, runReplay } from '../../engine/replay-run.js';
import { AuditError } from '../../errors.js';
import { discoverSources } from '../../input/discover.js';
import type { Source } from '../../input/source.js';
import { timeLocale } from '../../locale/locale.js';
import { type Visibility, visibilityOf } from '../../replay/visibility.js';
import type { Io } from '../io.js';
import { showProgress } from '../progress.js';
import { InputTrouble } from '../trouble.js';
import { jsonDocument, misused, readQuestion } from './question.js';
import { loadRules, UNREADABLE } from './rule-sets.js';
import { simulationJson, simulationText } from './simulation-report.js';

/** Exit status: 0, or 3 when a part of the logs could not be read or was no log. */
export async function simulate(words: readonly string[], io: Io, platform: Platform): Promise<number> {
  const known = { '--log': true, '--diff': true, '--made-by': true, '--json': false, '--keep-going': false };
  const { operands, options, values } = readQuestion(words, known);
  const [rules, ...logs] = operands;
  const named = [...values('--log'), ...logs];
  if (rules === undefined || (logs.length > 0 && !options.has('--log')))
    throw misused('simulate takes one rule set (FILE, DIR or live) and --log LOG…');
  const load = { keepsGoing: options.has('--keep-going'), looksHere: false };
  const setOf = (option: string) => {
    const name = options.get(option);
    return name === undefined ? undefined : loadRules(name, io, platform, load).set;
  };
  const { set } = loadRules(rules, io, platform, load);
  const old = setOf('--diff');
  const makers = setOf('--made-by') ?? old;
  const { part, isWhole } = await replayed({ set, old }, named, io);
  const visibility: readonly Visibility[] = visibilityOf(set, part, makers);
  const locale = timeLocale(io.env);
  const simulation = { rules, set, old, oldName: options.get('--diff'), part, visibility, locale };
  const accounts = accountsFor(io.env);
  if (options.has('--json')) io.out.write(jsonDocument(simulationJson(simulation, accounts)));
  else for (const line of simulationText(simulation, accounts)) io.out.write(`${escapeText(line, 'tty')}\n`);
  return isWhole ? 0 : UNREADABLE;
}

async function replayed(simulation: ReplayRun['simulation'], named: readonly string[], io: Io) {
  const conf = readAuditdConf();
  const trouble = new InputTrouble((line) => io.err(`${line}\n`));
  const note = (line: string): void => io.err(`${line}\n`);
  const sources = await found(named, conf.logFile, io, trouble);
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

async function found(
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
