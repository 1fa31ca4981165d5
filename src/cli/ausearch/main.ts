/** ts-ausearch: find events in the audit log. */
import { existsSync } from 'node:fs';
import { machine } from 'node:os';
import { accountsFor } from '../../accounts/accounts.js';
import { readAuditdConf } from '../../auditd/conf.js';
import { toPath } from '../../bytes/text.js';
import type { SearchJob } from '../../engine/job.js';
import { runSearch, type SearchOutcome } from '../../engine/search-run.js';
import { usage } from '../../errors.js';
import { Checkpoint } from '../../input/again/checkpoint.js';
import { FROM_START, loadResume, type Resume, saveResume } from '../../input/again/resume.js';
import { discoverSources } from '../../input/discover.js';
import type { Source } from '../../input/source.js';
import { timeLocale } from '../../locale/locale.js';
import { narrowedInTime } from '../../query/query.js';
import type { TimeContext } from '../../query/time.js';
import type { Looked } from '../../store/open.js';
import { usesColour } from '../colour.js';
import { confNotes } from '../conf-notes.js';
import type { Io, Main } from '../io.js';
import { forcedLine, showProgress, statsLine } from '../progress.js';
import { storedSources } from '../stores.js';
import { InputTrouble, strictly } from '../trouble.js';
import type { SearchConfig } from './config.js';
import { type OptionContext, parseSearchOptions } from './options.js';
import { searchOptions } from './table.js';

export const main: Main = strictly(async (argv, io) => {
  const context: OptionContext = {
    accounts: accountsFor(io.env),
    get machine() {
      return machine();
    },
    forPeople: io.terminal.err,
    exists: (path) => existsSync(toPath(path)),
    times: (utc) => ({ locale: timeLocale(io.env, { utc }), forPeople: io.terminal.err }),
  };
  const command = parseSearchOptions(argv, context);
  switch (command.kind) {
    case 'search':
      return search(await expressed(command.config, context), io);
    case 'version':
      io.out.write('ausearch version 4.2.1\n');
      return 0;
    case 'help':
      await io.page?.();
      io.out.write(await (await import('./help.js')).searchHelp(io.terminal.out ? io.terminal.columns : undefined));
      return command.exitStatus;
    case 'manual':
      return (await import('../manual.js')).showManual('ts-ausearch', io);
    case 'completion':
      return (await import('../completion/complete.js')).complete('ts-ausearch', searchOptions, command, io);
  }
});

async function expressed(config: SearchConfig, context: OptionContext): Promise<SearchConfig> {
  const { query, unknownName, notes, expressions } = config;
  if (expressions.length === 0) return config;
  const { withExpressions } = await import('../expressions.js');
  const times = (): TimeContext => context.times(config.utc);
  const meant = { criterion: query.criterion, unknownName, notes };
  const { criterion, ...said } = await withExpressions(meant, expressions, { ...context, times });
  return { ...config, ...said, query: narrowedInTime({ ...query, criterion }) };
}

async function search(given: SearchConfig, io: Io): Promise<number> {
  if (given.explain) {
    for (const note of given.notes) io.err(`${note}\n`);
    io.out.write((await import('../../query/expression/explain.js')).explainQuery(given.query));
    return 0;
  }
  if (given.explainQuery) {
    const timeout = given.eoeTimeout ?? Number(readAuditdConf().endOfEventTimeout);
    const looked = lookedAt(given, timeout, given.checkpoint !== undefined);
    return (await import('../explain-query.js')).explainQuery(given, looked, io);
  }
  if (given.ship) return (await import('./ship.js')).shipLogs(given, given.ship, io);
  if (given.follow || given.live) return (await import('./follow.js')).followLogs(given, jobFor(given, io), io);
  if (!given.noPager && !given.lineBuffered) await io.page?.();
  const conf = readAuditdConf();
  const say = (line: string): void => io.err(`${line}\n`);
  for (const line of confNotes(conf, given, 'ausearch', io)) say(line);
  for (const note of given.notes) say(note);
  if (given.checkpoint !== undefined && given.journals.length > 0)
    throw usage('--checkpoint is for logs, not for --journal');
  const checkpoint =
    given.checkpoint === undefined ? undefined : Checkpoint.load(given.checkpoint, given.startsAtCheckpoint);
  const timeout = given.eoeTimeout ?? Number(conf.endOfEventTimeout);
  const trouble = new InputTrouble(say);
  const sources = await discoverSources({
    paths: given.inputs,
    journals: given.journals,
    systemLogs: given.systemLogs,
    logFile: conf.logFile,
    stdin: io.stdin,
    // Relatives of a process may have begun before what is asked for.
    start: given.tree || given.lineage ? undefined : given.query.start,
    end: given.tree || given.lineage ? undefined : given.query.end,
    checkpoint: checkpoint?.search,
    stores: storedSources(lookedAt(given, timeout, checkpoint !== undefined), given.access, io),
    note: say,
    fail: trouble.fail,
  });
  trouble.expect(sources);

  const err = io.terminal.err ? await safeMessages(io) : io.err;
  const started = process.uptime();
  const progress = io.terminal.err ? showProgress(sources, io) : undefined;
  let config = given;
  let outcome: SearchOutcome;
  try {
    if (given.lineage || given.tree) {
      const views = await import('./process-views.js');
      const log = {
        sources,
        timeout,
        failed: trouble.failed,
        understood: trouble.understood,
        progress: progress?.update,
      };
      if (given.lineage) {
        const criterion = await views.withLineage(given.query.criterion, given.lineage, log, io);
        config = { ...given, query: { ...given.query, criterion } };
      }
      if (given.tree) return await views.showTree(config, log, io);
    }
    outcome = await runSearch({
      job: jobFor(config, io),
      sources,
      failed: trouble.failed,
      understood: trouble.understood,
      note: say,
      timeout,
      eachEvent: config.justOne || config.lineBuffered,
      lineBuffered: config.lineBuffered,
      trustOrder: config.trustOrder,
      checkpoint,
      resume: resumeOf(checkpoint, sources[0], config),
      inline: config.unknownName !== undefined,
      out: io.out,
      err,
      progress: progress?.update,
    });
  } finally {
    progress?.clear();
  }
  io.out.flush();
  const status = conclude(config, io, outcome);
  io.err(forcedLine(outcome.counts) ?? '');
  if (config.stats) io.err(statsLine(sources.length, outcome, outcome.matched, process.uptime() - started));
  if (checkpoint) saveCheckpoint(checkpoint, sources.at(-1), config.justOne ? undefined : outcome.resume, io);
  return trouble.end(status, config.strict);
}

/** Relatives of a process are found in any event; of each event something is told, or remembered. */
function lookedAt(
  { query, unknownName, tree, lineage, debug }: SearchConfig,
  timeout: number,
  remembers: boolean,
): Looked {
  if (tree || lineage) return {};
  const { start, end, criterion } = query;
  return debug || remembers ? { start, end } : { start, end, criterion, unknownName: unknownName?.name, timeout };
}

/** Messages quote the log. */
async function safeMessages(io: Io): Promise<Io['err']> {
  const { terminalSafe } = await import('../../output/terminal.js');
  return (text) => io.err(terminalSafe(text));
}

/** What is said when nothing was found, and the exit status. */
function conclude({ format, unknownName }: SearchConfig, io: Io, { matched, namesSeen }: SearchOutcome): number {
  if (matched > 0) return 0;
  if (unknownName && !namesSeen.has(unknownName.name)) io.err(`${unknownName.message}\n`);
  else if (format !== 'raw') io.err('<no matches>\n');
  return 1;
}

/** A log that has not changed since the last run need not be read again up to where that ended. */
function resumeOf(checkpoint: Checkpoint | undefined, first: Source | undefined, config: SearchConfig): Resume {
  // `-ts checkpoint` looks at the time of every event, --just-one stops at what was shown before, too.
  if (config.startsAtCheckpoint || config.justOne || !checkpoint?.data || !first) return FROM_START;
  const resume = loadResume(checkpoint.path, checkpoint.data, first);
  if (resume !== FROM_START) checkpoint.resume();
  return resume;
}

function saveCheckpoint(checkpoint: Checkpoint, last: Source | undefined, resume: Resume | undefined, io: Io): void {
  if (!last || last.isStandardInput) {
    io.err('Warning - checkpointing stdin is not supported');
    return;
  }
  saveResume(checkpoint.path, checkpoint.save(last), last, resume);
}

/** Formats that have colours. */
const PAINTED: ReadonlySet<string> = new Set(['default', 'interpret']);

function jobFor(config: SearchConfig, io: Io): SearchJob {
  const { extra } = config;
  return {
    tool: 'search',
    query: config.query,
    format: config.format,
    escape: config.escape,
    extras: { keys: extra.keys, labels: extra.labels, object2: extra.obj2, time: extra.time },
    colour: PAINTED.has(config.format) && usesColour(config.colour, io),
    terminal: io.terminal.out,
    utc: config.utc,
    debug: config.debug,
    justOne: config.justOne,
    env: { ...io.env },
  };
}
