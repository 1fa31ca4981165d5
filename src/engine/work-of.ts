/** From a job to the work that does it. */
import type { LogJob } from './job.js';
import type { Work } from './work.js';

/** Loads what the job needs and nothing else. `isOftenNew`: see `SearchWorkOptions`. */
export async function createWork(job: LogJob, isOftenNew?: boolean): Promise<Work> {
  if (job.tool === 'report') return (await import('./report-work.js')).reportWork(job.report);
  return (await import('./search-work.js')).searchWork(job, { isOftenNew });
}
