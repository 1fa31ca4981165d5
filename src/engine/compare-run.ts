/** A comparison: each of the two is read on its own, by the same job with its own inputs and times. */
import type { Source } from '../input/source.js';
import { type Difference, differences, FacetTotals } from '../reports/comparison.js';
import type { ReportJob } from '../reports/job.js';
import { type ReportRun, runReport } from './report-run.js';

/** One of the two: logs, and the seconds of them that count (0: no limit). */
export interface ComparedLog {
  readonly sources: readonly Source[];
  readonly start: number;
  readonly end: number;
}

export interface CompareRun extends Pick<ReportRun, 'timeout' | 'failed' | 'understood' | 'out' | 'err'> {
  readonly report: ReportJob;
  readonly before: ComparedLog;
  readonly after: ComparedLog;
}

export async function runComparison(run: CompareRun): Promise<readonly Difference[]> {
  const before = await totalsOf(run, run.before);
  const after = await totalsOf(run, run.after);
  return differences(before, after, covered(run.after, after) / covered(run.before, before));
}

async function totalsOf({ report, ...run }: CompareRun, { sources, start, end }: ComparedLog): Promise<FacetTotals> {
  const totals = new FacetTotals();
  await runReport({ ...run, report: { ...report, start, end }, presenter: totals, sources });
  return totals;
}

/** Seconds, at least one: those asked for, or those between the first and the last event. */
function covered({ start, end }: ComparedLog, { seconds }: FacetTotals): number {
  return Math.max(start > 0 && end > 0 ? end - start : seconds, 1);
}
