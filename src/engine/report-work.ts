/** A report's share of the work: events in, a part of the report out. */
import { eventsOf } from '../log/batch.js';
import { createCollector } from '../reports/collector.js';
import type { ReportJob } from '../reports/job.js';
import type { Work } from './work.js';

export async function reportWork(job: ReportJob): Promise<Work> {
  const collector = await createCollector(job);
  return {
    namesSeen: collector.namesSeen,
    process: (batch) => {
      let matched = 0;
      for (const event of eventsOf(batch)) {
        collector.event(event);
        matched++;
      }
      return { matched, messages: '', partial: collector.take() };
    },
  };
}
