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
import { type ReportConfig, reportJob } from './config.js';
import { reportInputs } from './inputs.js';

/** Exit status 1 when nothing differs. */
export async function compareLogs(config: ReportConfig, pair: readonly [string, string], io: Io): Promise<number> {
  const conf = readAuditdConf();
  const job = { ...reportJob(config, io), report: 'compare', summary: false };
  const [before, after] = pair.map((word) => comparedLog(word, config, conf.logFile, io));
  if (!before || !after) throw new AuditError('usage', '--compare takes two logs or two times');
  const found = await runComparison({
    report: job,
    before,
    after,
    timeout: config.eoeTimeout ?? Number(conf.endOfEventTimeout),
    out: io.out,
    err: io.err,
  });
  const layout = job.format === 'classic' ? undefined : await loadLayout(job.format);
  return writeComparison(found, job, { ...surroundings(job), out: io.out, err: io.err, layout });
}

/** What exists is a log; other words are times. */
function comparedLog(word: string, config: ReportConfig, logFile: string, io: Io): ComparedLog {
  const { start, end } = config;
  if (existsSync(toPath(word))) return { inputs: reportInputs({ ...config, input: word }, logFile, io), start, end };
  const span = parseTimeSpan(word, { locale: timeLocale(io.env, { utc: config.utc }) });
  if (!span) throw new AuditError('usage', `--compare: ${word} is neither a log nor a time`);
  return { inputs: reportInputs({ ...config, start: span.start }, logFile, io), ...span };
}
