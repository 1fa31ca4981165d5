/** The main thread's half of a report: title, rows with their numbers or sorted counts, the word when there is nothing. */
import { AuditError } from '../errors.js';
import { reportByName } from './catalog.js';
import { fieldHeadings } from './field-listing.js';
import { titleBlock } from './headings.js';
import type { ReportJob } from './job.js';
import type { ReportPart } from './part.js';
import { digestPrinter } from './print-digest.js';
import { groupsPrinter } from './print-groups.js';
import { histogramPrinter } from './print-histogram.js';
import { listingPrinter } from './print-listing.js';
import { overviewPrinter } from './print-overview.js';
import { spansPrinter } from './print-spans.js';
import { tallyPrinter } from './print-tally.js';
import type { Printer, Stage } from './printer.js';
import type { Report } from './report.js';
import type { LogFacts } from './spans.js';
import { type Surroundings, surroundings } from './surroundings.js';

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
  const isDrawing = job.histogram !== undefined && job.grouping === undefined;
  if (stage.layout === undefined && !isDrawing) stage.out.write(titleBlock(report, job));
  const printer = printerFor(report, job, stage);
  return {
    add: ({ part, messages }) => {
      for (const message of messages) stage.err(message);
      printer.add(part);
    },
    end: (facts) => printer.end(facts),
  };
}

function printerFor(report: Report, job: ReportJob, stage: Stage): Printer {
  const { shape } = report;
  if (job.grouping) return groupsPrinter(job.grouping, job, stage);
  if (job.columns) return listingPrinter(fieldHeadings(job.columns), job, stage);
  if (shape.kind === 'groups' || shape.kind === 'fields') throw new AuditError('usage', 'Of which fields?');
  if (shape.kind === 'spans') return spansPrinter(job, stage);
  if (shape.kind === 'facets') throw new AuditError('usage', 'A comparison is of two logs: --compare A B');
  if (job.histogram) return histogramPrinter(job.histogram, job, stage);
  if (shape.kind === 'overview') return overviewPrinter(job, stage);
  if (shape.kind === 'digest') return digestPrinter(shape, job, stage);
  return job.summary && shape.summary ? tallyPrinter(shape.summary, job, stage) : listingPrinter(shape, job, stage);
}
