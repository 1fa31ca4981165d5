/** The main thread's half of a report: title, rows with their numbers or sorted counts, the word when there is nothing. */
import { reportByName } from './catalog.js';
import { titleBlock } from './headings.js';
import type { ReportJob } from './job.js';
import type { ReportPart } from './part.js';
import type { Report } from './report.js';
import type { LogFacts } from './spans.js';
import { type Surroundings, surroundings } from './surroundings.js';
import { digestTeller } from './tell-digest.js';
import { histogramTeller } from './tell-histogram.js';
import { listingTeller } from './tell-listing.js';
import { overviewTeller } from './tell-overview.js';
import { spansTeller } from './tell-spans.js';
import { tallyTeller } from './tell-tally.js';
import type { Stage, Teller } from './teller.js';

export interface Presenter {
  /** Parts in batch order. Writes what can be written already. */
  add(part: ReportPart): void;
  /** Writes the rest; the result is the exit status. */
  end(facts: LogFacts): number;
}

/** Writes the title at once: the original does so before it opens the log. */
export function createPresenter(
  job: ReportJob,
  given: Omit<Stage, keyof Surroundings> & Partial<Surroundings>,
): Presenter {
  const stage: Stage = { ...surroundings(job), ...given };
  const report = reportByName(job.report);
  if (stage.layout === undefined && job.histogram === undefined) stage.out.write(titleBlock(report, job));
  const teller = tellerFor(report, job, stage);
  return {
    add: ({ part, messages }) => {
      for (const message of messages) stage.err(message);
      teller.add(part);
    },
    end: (facts) => teller.end(facts),
  };
}

function tellerFor(report: Report, job: ReportJob, stage: Stage): Teller {
  const { shape } = report;
  if (shape.kind === 'spans') return spansTeller(job, stage);
  if (job.histogram) return histogramTeller(job.histogram, job, stage);
  if (shape.kind === 'overview') return overviewTeller(job, stage);
  if (shape.kind === 'digest') return digestTeller(shape, job, stage);
  return job.summary && shape.summary ? tallyTeller(shape.summary, job, stage) : listingTeller(shape, job, stage);
}
