/** ts-aureport: one report over the logs (spec aureport). */

import { type ReportRun, runReport } from '../engine/report-run.js';
import type { ScanInput } from '../engine/scan.js';
import { AuditError } from '../errors.js';
import { readAuditdConf, settingNotes } from '../input/auditd-conf.js';
import { discoverInputs } from '../input/discover.js';
import { openFile, standardInput } from '../input/reader.js';
import { timeLocale } from '../locale/locale.js';
import { loadLayout } from '../output/grid/layouts.js';
import { reportByName } from '../reports/catalog.js';
import { hasNoSummary } from '../reports/headings.js';
import { createPresenter } from '../reports/presenter.js';
import { type ReportCommand, type ReportConfig, reportJob } from './aureport-config.js';
import { parseReportOptions } from './aureport-options.js';
import type { Io, Main } from './io.js';

const VERSION = 'aureport version 4.2.1\n';

export const main: Main = async (argv, io) => {
  let command: ReportCommand;
  try {
    command = parseReportOptions(argv, {
      suggests: io.terminal.err,
      times: (utc) => ({ locale: timeLocale(io.env, { utc }) }),
    });
  } catch (error) {
    if (!(error instanceof AuditError) || error.code !== 'usage') throw error;
    io.err(error.message + (error.endLine ? '\n' : ''));
    io.out.write(helpText());
    return error.exitStatus;
  }
  if (command.kind === 'report') return report(command.config, io);
  if (command.kind === 'unimplemented') return unimplemented(io);
  io.out.write(command.kind === 'version' ? VERSION : helpText());
  return 0;
};

async function report(config: ReportConfig, io: Io): Promise<number> {
  const conf = readAuditdConf();
  for (const message of [...conf.messages, ...settingNotes(conf, false, true)]) io.err(`${message}\n`);
  const { outcome } = config.filter;
  if (config.summary && hasNoSummary(reportByName(config.report))) {
    io.out.write(`\n${outcome === undefined ? '' : outcome === 'failed' ? 'Failed ' : 'Success '}`);
    return unimplemented(io);
  }
  const job = reportJob(config, io);
  const layout = job.format === 'classic' ? undefined : await loadLayout(job.format);
  const presenter = createPresenter(job, { out: io.out, err: io.err, layout });
  const run: ReportRun = {
    report: job,
    presenter,
    inputs: logs(config, conf.logFile, io),
    timeout: config.eoeTimeout ?? Number(conf.endOfEventTimeout),
    out: io.out,
    err: io.err,
  };
  return (await runReport(run)).exitStatus;
}

/** The log files, or the pipe on standard input. */
function logs({ input, systemLogs, start }: ReportConfig, logFile: string, io: Io): readonly ScanInput[] {
  const inputs = discoverInputs({
    paths: input === undefined ? [] : [input],
    systemLogs,
    logFile,
    stdin: io.stdin,
    start: start || undefined,
    note: (text) => io.err(`${text}\n`),
  });
  return inputs.map(({ kind, path }) => ({
    name: path,
    open: async () => (kind === 'pipe' ? standardInput(process.stdin) : openFile(path)),
  }));
}

function unimplemented(io: Io): number {
  io.err('Unimplemented option\n');
  return 1;
}

function helpText(): string {
  return 'usage: aureport [options]\n';
}
