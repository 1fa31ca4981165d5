/** `--compare A B`: two logs, or two times of one. */
import { existsSync } from 'node:fs';
import { readAuditdConf } from '../../auditd/conf.js';
import { toPath } from '../../bytes/text.js';
import { type ComparedLog, runComparison } from '../../engine/compare-run.js';
import { AuditError } from '../../errors.js';
import { timeLocale } from '../../locale/locale.js';
import { loadLayout } from '../../output/grid/layouts.js';
import { parseTimeSpan } from '../../query/time-span.js';
import { writeComparison } from '../../reports/comparison.js';
import { surroundings } from '../../reports/surroundings.js';
import type { Io } from '../io.js';
import { InputTrouble } from '../trouble.js';
import { type ReportConfig, reportJob } from './config.js';
import { reportSources } from './sources.js';

/** Exit status 1 when nothing differs. */
export async function compareLogs(config: ReportConfig, pair: readonly [string, string], io: Io): Promise<number> {
  const conf = readAuditdConf();
  for (const note of config.notes) io.err(`${note}\n`);
  const { unknownName } = config;
  const job = { ...reportJob(config, io), report: 'compare', summary: false };
  const trouble = new InputTrouble((line) => io.err(`${line}\n`));
  const find = (word: string): Promise<ComparedLog> => comparedLog(word, config, conf.logFile, io, trouble);
  const [before, after] = [await find(pair[0]), await find(pair[1])];
  trouble.expect([...before.sources, ...after.sources]);
  const { differences, namesSeen } = await runComparison({
    report: job,
    before,
    after,
    failed: trouble.failed,
    understood: trouble.understood,
    timeout: config.eoeTimeout ?? Number(conf.endOfEventTimeout),
    out: io.out,
    workers: unknownName ? 0 : undefined,
    err: io.err,
  });
  const layout = job.format === 'classic' ? undefined : await loadLayout(job.format);
  const status = writeComparison(differences, job, { ...surroundings(job), out: io.out, err: io.err, layout });
  if (unknownName && !namesSeen.has(unknownName.name)) io.err(`${unknownName.message}\n`);
  return trouble.end(status, config.strict);
}

/** What exists is a log; other words are times. */
async function comparedLog(
  word: string,
  config: ReportConfig,
  logFile: string,
  io: Io,
  { fail }: InputTrouble,
): Promise<ComparedLog> {
  const { start, end } = config;
  if (existsSync(toPath(word)))
    return { sources: await reportSources({ ...config, inputs: [word], journals: [] }, logFile, io, fail), start, end };
  const span = parseTimeSpan(word, { locale: timeLocale(io.env, { utc: config.utc }) });
  if (!span) throw new AuditError('usage', `--compare: ${word} is neither a log nor a time`);
  return { sources: await reportSources({ ...config, ...span }, logFile, io, fail), ...span };
}
