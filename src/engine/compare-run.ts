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

export interface CompareRun extends Pick<ReportRun, 'timeout' | 'failed' | 'understood' | 'workers' | 'out' | 'err'> {
  readonly report: ReportJob;
  readonly before: ComparedLog;
  readonly after: ComparedLog;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** Names of users and groups that one of the logs told. */
  readonly namesSeen: ReadonlySet<string>;
}

export async function runComparison(run: CompareRun): Promise<Comparison> {
  const namesSeen = new Set<string>();
  const before = await totalsOf(run, run.before, namesSeen);
  const after = await totalsOf(run, run.after, namesSeen);
  const ratio = covered(run.after, after) / covered(run.before, before);
  return { differences: differences(before, after, ratio), namesSeen };
}

async function totalsOf(
  { report, ...run }: CompareRun,
  { sources, start, end }: ComparedLog,
  namesSeen: Set<string>,
): Promise<FacetTotals> {
  const totals = new FacetTotals();
  const outcome = await runReport({ ...run, report: { ...report, start, end }, presenter: totals, sources });
  for (const name of outcome.namesSeen) namesSeen.add(name);
  return totals;
}

/** Seconds, at least one: those asked for, or those between the first and the last event. */
function covered({ start, end }: ComparedLog, { seconds }: FacetTotals): number {
  return Math.max(start > 0 && end > 0 ? end - start : seconds, 1);
}
