/** `--follow SECONDS`: a report told anew as the log grows; on a terminal one screen, else blocks. */
import { readAuditdConf } from '../../auditd/conf.js';
import { followReport } from '../../engine/follow-report.js';
import type { FollowSource } from '../../engine/follow-run.js';
import { gatheredText } from '../../output/formatter.js';
import { loadLayout } from '../../output/grid/layouts.js';
import { terminalSafe } from '../../output/terminal.js';
import { createPresenter } from '../../reports/presenter.js';
import {
  endSignal,
  followedSets,
  followedSource,
  journalFollowed,
  kernelSource,
  notKnownYet,
} from '../follow-sources.js';
import type { Io } from '../io.js';
import { type ReportConfig, type ReportMode, reportJob } from './config.js';

const USUAL_INTERVAL = 2;
const CLEAR = '\x1b[H\x1b[2J';
/** Of a screen whose height is not known. */
const ROWS = 24;

type Follow = Extract<ReportMode, { kind: 'follow' }>;

export async function followLogs(config: ReportConfig, { interval, live }: Follow, io: Io): Promise<number> {
  const conf = readAuditdConf();
  const say = (line: string): void => io.err(`${line}\n`);
  for (const note of [...config.notes, ...notKnownYet(config.unknownName)]) say(note);
  const job = reportJob(config, io);
  const layout = job.format === 'classic' ? undefined : await loadLayout(job.format);
  const rows = process.stdout.rows || ROWS;
  const err = io.terminal.err ? (text: string) => io.err(terminalSafe(text)) : io.err;
  await followReport({
    report: job,
    sources: await sourcesOf(config, live, conf.logFile, io, say),
    timeout: config.eoeTimeout ?? Number(conf.endOfEventTimeout),
    interval: interval ?? USUAL_INTERVAL,
    rows,
    repeats: io.terminal.out,
    err,
    signal: endSignal(),
    tell: (fill) => {
      const text = gatheredText((out) => fill(createPresenter(job, { out, err, layout })));
      // What does not fit would scroll the heading away.
      io.out.write(
        io.terminal.out
          ? CLEAR +
              text
                .split('\n')
                .slice(0, rows - 1)
                .join('\n')
          : text,
      );
      io.out.flush();
    },
  });
  return 0;
}

async function sourcesOf(
  config: ReportConfig,
  live: boolean,
  logFile: string,
  io: Io,
  say: (line: string) => void,
): Promise<readonly FollowSource[]> {
  const start = config.start || undefined;
  const others = [
    ...(live ? [kernelSource(io, say)] : []),
    ...(await Promise.all(config.journals.map((where) => journalFollowed(where, start, say)))),
  ];
  if (others.length > 0 && config.inputs.length === 0) return others;
  const { inputs, systemLogs } = config;
  const sets = await followedSets({ inputs, systemLogs, start }, '--follow', logFile, io);
  return [...others, ...sets.map((set) => followedSource(set, start, say))];
}
