/** A report of what stores hold, as far as they can count it. */
import { overviewReads } from '../reports/alike.js';
import type { Presenter } from '../reports/presenter.js';
import { runStoredGroups } from './stored-groups.js';
import { runStoredHistogram } from './stored-histogram.js';
import { runStoredOverview } from './stored-overview.js';
import { type StoredReport, storedRun } from './stored-run.js';
import { runStoredSummary } from './stored-summary.js';

/** Exit status; undefined: the events have to be read. */
export async function runStoredReport(report: StoredReport, presenter: Presenter): Promise<number | undefined> {
  const run = await storedRun(report);
  if (!run) return undefined;
  const { grouping, histogram } = run.job;
  if (grouping) return runStoredGroups(run, presenter);
  if (histogram) return runStoredHistogram(run, presenter);
  // With --summary the overview is the same.
  return overviewReads(run.job) ? runStoredOverview(run, presenter) : runStoredSummary(run, presenter);
}
