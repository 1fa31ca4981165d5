/** ts-aureport: one report over the logs. */

import { existsSync } from 'node:fs';
import { machine } from 'node:os';
import { accountsFor } from '../../accounts/accounts.js';
import { readAuditdConf } from '../../auditd/conf.js';
import { toPath } from '../../bytes/text.js';
import { runReport } from '../../engine/report-run.js';
import { timeLocale } from '../../locale/locale.js';
import { loadLayout } from '../../output/grid/layouts.js';
import { terminalSafe } from '../../output/terminal.js';
import type { TimeContext } from '../../query/time.js';
import { isOfAlike } from '../../reports/alike.js';
import { reportByName } from '../../reports/catalog.js';
import { hasNoSummary } from '../../reports/headings.js';
import type { ReportJob } from '../../reports/job.js';
import { createPresenter, type Presenter } from '../../reports/presenter.js';
import type { Looked } from '../../store/open.js';
import type { StorySubject } from '../../story/session-story.js';
import { confNotes } from '../conf-notes.js';
import type { Io, Main } from '../io.js';
import { forcedLine, showProgress, statsLine } from '../progress.js';
import type { PageWish } from '../report-page.js';
import { storesAlone } from '../stores.js';
import { InputTrouble, strictly } from '../trouble.js';
import { type ReportConfig, type ReportMode, reportJob, reportName } from './config.js';
import { refuseChoice } from './contradictions.js';
import { parseReportOptions, type ReportOptionContext } from './options.js';
import { reportSources } from './sources.js';
import { reportOptionTable } from './table.js';

export const main: Main = strictly(async (argv, io) => {
  const context: ReportOptionContext = {
    accounts: accountsFor(io.env),
    get machine() {
      return machine();
    },
    forPeople: io.terminal.err,
    exists: (path) => existsSync(toPath(path)),
    times: (utc) => ({ locale: timeLocale(io.env, { utc }), forPeople: io.terminal.err }),
  };
  const command = parseReportOptions(argv, context);
  switch (command.kind) {
    case 'report':
      return report(await expressed(command.config, context), io);
    case 'unimplemented':
      return unimplemented(io);
    case 'version':
      io.out.write('aureport version 4.2.1\n');
      return 0;
    case 'help':
      await io.page?.();
      io.out.write(await (await import('./help.js')).reportHelp(io.terminal.out ? io.terminal.columns : undefined));
      return 0;
    case 'manual':
      return (await import('../manual.js')).showManual('ts-aureport', io);
    case 'completion':
      return (await import('../completion/complete.js')).complete('ts-aureport', reportOptionTable, command, io);
  }
});

async function expressed(config: ReportConfig, context: ReportOptionContext): Promise<ReportConfig> {
  if (config.expressions.length === 0) return config;
  const { withExpressions } = await import('../expressions.js');
  const times = (): TimeContext => context.times(config.utc);
  return { ...config, ...(await withExpressions(config, config.expressions, { ...context, times })) };
}

async function report(config: ReportConfig, io: Io): Promise<number> {
  if (config.explain) {
    const { criterion, start, end } = config;
    const query = { criterion, start: start || undefined, end: end || undefined };
    for (const note of config.notes) io.err(`${note}\n`);
    io.out.write((await import('../../query/expression/explain.js')).explainQuery(query));
    return 0;
  }
  if (config.explainQuery) {
    const timeout = config.eoeTimeout ?? Number(readAuditdConf().endOfEventTimeout);
    const { countQuestions } = await import('../../engine/stored-question.js');
    const { explainQuery } = await import('../explain-query.js');
    const counts = config.unknownName ? [] : countQuestions(reportJob(config, io), undefined);
    return explainQuery(config, lookedAt(config, timeout), io, counts);
  }
  switch (config.mode.kind) {
    case 'sql':
      return (await import('./sql.js')).answerSql(config, config.mode.query, io);
    case 'parts':
      return (await import('./parts.js')).writeLogParts(config, config.mode.file, io);
    case 'hosts':
      return (await import('./hosts.js')).listHosts(config, io);
    case 'html':
      return writePage(config, config.mode.file, io);
    case 'compare':
      return (await import('./compare.js')).compareLogs(config, config.mode.pair, io);
    case 'follow':
      return (await import('./follow.js')).followLogs(config, config.mode, io);
    default:
      return once(config, config.mode, io);
  }
}

async function writePage(config: ReportConfig, file: string, io: Io): Promise<number> {
  const { eoeTimeout: timeout, strict, unknownName } = config;
  for (const note of config.notes) io.err(`${note}\n`);
  const sources: PageWish['sources'] = (logFile, fail) => reportSources(config, logFile, io, fail);
  const { writeReportPage } = await import('../report-page.js');
  return writeReportPage({ report: reportJob(config, io), sources, timeout, strict, unknownName }, file, io);
}

/** The overview and -t tell of all events of their time, and --debug says something of each. */
function lookedAt(config: ReportConfig, timeout: number): Looked {
  const { start, end, criterion, unknownName, content } = config;
  const { shape } = reportByName(reportName(content));
  if (config.debug || shape.kind === 'overview' || shape.kind === 'spans') return { start, end, timeout };
  const types = shape.kind === 'listing' ? shape.types?.types : undefined;
  return { start, end, criterion, types, unknownName: unknownName?.name, timeout, isTold: true };
}

/** One report, or one story, of the logs as they are. */
async function once(
  config: ReportConfig,
  mode: Extract<ReportMode, { kind: 'report' | 'story' }>,
  io: Io,
): Promise<number> {
  if (!config.noPager) await io.page?.();
  const conf = readAuditdConf();
  for (const line of confNotes(conf, config, 'aureport', io)) io.err(`${line}\n`);
  const { unknownName, notes } = config;
  for (const note of notes) io.err(`${note}\n`);
  const { outcome } = config.filter;
  if (config.summary && hasNoSummary(reportByName(reportName(config.content)))) {
    io.out.write(`\n${outcome === undefined ? '' : outcome === 'failed' ? 'Failed ' : 'Success '}`);
    return unimplemented(io);
  }
  if (mode.kind === 'story') return story(config, mode.subject, Number(conf.endOfEventTimeout), conf.logFile, io);
  const job = reportJob(config, io);
  // Messages quote the log.
  const err = io.terminal.err ? (text: string) => io.err(terminalSafe(text)) : io.err;
  const layout = job.format === 'classic' ? undefined : await loadLayout(job.format);
  const presenter = createPresenter(job, { out: io.out, err, layout });
  const say = (line: string): void => io.err(`${line}\n`);
  const trouble = new InputTrouble(say);
  const timeout = config.eoeTimeout ?? Number(conf.endOfEventTimeout);
  if (config.inputs.some(isParts)) return (await import('./parts.js')).addLogParts(config, job, presenter, io);
  const counted = await countedByStores(config, job, timeout, presenter, io);
  if (counted !== undefined) return counted;
  const sources = await reportSources(config, conf.logFile, io, trouble.fail, lookedAt(config, timeout));
  trouble.expect(sources);
  const started = process.uptime();
  const progress = io.terminal.err ? showProgress(sources, io) : undefined;
  try {
    const { exitStatus, scanned, namesSeen } = await runReport({
      report: job,
      presenter,
      sources,
      failed: trouble.failed,
      understood: trouble.understood,
      note: say,
      timeout,
      out: io.out,
      err,
      trustOrder: config.trustOrder,
      workers: unknownName ? 0 : undefined,
      progress: progress?.update,
    });
    io.err(forcedLine(scanned.counts) ?? '');
    if (config.stats) io.err(statsLine(sources.length, scanned, undefined, process.uptime() - started));
    if (unknownName && !namesSeen.has(unknownName.name)) io.err(`${unknownName.message}\n`);
    return trouble.end(exitStatus, config.strict);
  } finally {
    progress?.clear();
  }
}

/** The name says it, as they are no log. */
function isParts(name: string): boolean {
  return name.endsWith('.parts');
}

/** Exit status; undefined: the events have to be read. */
async function countedByStores(
  { inputs, journals, access, unknownName }: ReportConfig,
  job: ReportJob,
  timeout: number,
  presenter: Presenter,
  io: Io,
): Promise<number | undefined> {
  // Whether the log has the name is told of the events that are read.
  if (!(job.grouping || isOfAlike(job)) || journals.length > 0 || unknownName) return undefined;
  const stores = await storesAlone(inputs, access, io);
  return stores && (await import('../../engine/stored-report.js')).runStoredReport({ job, stores, timeout }, presenter);
}

async function story(
  config: ReportConfig,
  subject: StorySubject,
  timeout: number,
  logFile: string,
  io: Io,
): Promise<number> {
  const told = 'session' in subject ? '--story' : '--story-of';
  refuseChoice(config, `${told} tells all that its subject did; only -ts and -te narrow it`);
  // A process of the wanted time may have begun before it.
  const trouble = new InputTrouble((line) => io.err(`${line}\n`));
  const sources = await reportSources({ ...config, start: 0 }, logFile, io, trouble.fail);
  trouble.expect(sources);
  const progress = io.terminal.err ? showProgress(sources, io) : undefined;
  try {
    const { tellStory } = await import('./story.js');
    const { failed, understood } = trouble;
    const status = await tellStory(
      {
        config,
        subject,
        sources,
        failed,
        understood,
        timeout: config.eoeTimeout ?? timeout,
        accounts: accountsFor(io.env),
        progress: progress?.update,
      },
      io,
    );
    return trouble.end(status, config.strict);
  } finally {
    progress?.clear();
  }
}

function unimplemented(io: Io): number {
  io.err('Unimplemented option\n');
  return 1;
}
