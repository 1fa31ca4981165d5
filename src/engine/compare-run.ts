/** A comparison: each of the two is read on its own, by the same job with its own inputs and times. */
import type { Out } from '../bytes/out.js';
import type { Source } from '../input/source.js';
import { type Difference, differences, FacetTotals } from '../reports/comparison.js';
import type { ReportJob } from '../reports/job.js';
import { runReport } from './report-run.js';
import type { ScanOptions } from './scan.js';

/** One of the two: logs, and the seconds of them that count (0: no limit). */
export interface ComparedLog {
  readonly sources: readonly Source[];
  readonly start: number;
  readonly end: number;
}

export interface CompareRun {
  readonly report: ReportJob;
  readonly before: ComparedLog;
  readonly after: ComparedLog;
  readonly failed?: ScanOptions['failed'];
  readonly understood?: ScanOptions['understood'];
  readonly timeout: number;
  readonly out: Out;
  readonly err: (text: string) => void;
}

export async function runComparison(run: CompareRun): Promise<readonly Difference[]> {
  const before = await totalsOf(run, run.before);
  const after = await totalsOf(run, run.after);
  return differences(before, after, covered(run.after, after) / covered(run.before, before));
}

async function totalsOf(
  { report, timeout, out, err, failed, understood }: CompareRun,
  log: ComparedLog,
): Promise<FacetTotals> {
  const totals = new FacetTotals();
  const { sources, start, end } = log;
  await runReport({
    report: { ...report, start, end },
    presenter: totals,
    sources,
    timeout,
    out,
    err,
    failed,
    understood,
  });
  return totals;
}

/** Seconds, at least one: those asked for, or those between the first and the last event. */
function covered({ start, end }: ComparedLog, { seconds }: FacetTotals): number {
  return Math.max(start > 0 && end > 0 ? end - start : seconds, 1);
}
