/** A report that goes on: told again every few seconds, of all that has come since it began. */
import { eventsOf } from '../log/batch.js';
import { createCollector } from '../reports/collector.js';
import type { ReportJob } from '../reports/job.js';
import type { Part } from '../reports/part.js';
import { PartBook } from '../reports/part-book.js';
import type { Presenter } from '../reports/presenter.js';
import { drive, type FollowOptions, scansOf } from './follow-run.js';

export interface FollowReport extends FollowOptions {
  readonly report: ReportJob;
  /** Seconds between two tellings. */
  readonly interval: number;
  /** Rows of a listing that one telling shows. */
  readonly rows: number;
  /** False: a listing tells each row once, and goes on. */
  readonly repeats: boolean;
  /** Makes a presenter for one telling, lets `fill` give it what there is, and brings it to the reader. */
  readonly tell: (fill: (presenter: Presenter) => void) => void;
}

/** Ends when all sources have, or when asked to; the last telling is of everything. */
export async function followReport(run: FollowReport): Promise<void> {
  const collector = await createCollector(run.report);
  const book = new PartBook(run.rows);
  const { start, end } = run.report;
  const scans = scansOf(run, { start: start || undefined, end: end || undefined }, (batch) => {
    for (const event of eventsOf(batch)) collector.event(event);
  });
  let isTold = false;
  const tell = (isLast = false): void => {
    const { part, messages } = collector.take();
    for (const message of messages) run.err(message);
    // A listing that goes on has nothing to say while nothing comes; that there was nothing at all it says at the end.
    if (!run.repeats && isEmptyListing(part) && (isTold || !isLast)) return;
    isTold = true;
    book.add(part);
    run.tell((presenter) => {
      for (const known of book.parts) presenter.add({ part: known, messages: [] });
      presenter.end({
        spans: scans.map((scan, i) => ({ name: run.sources[i]?.name ?? '', ...scan.span })),
        firstStamp: scans[0]?.firstStamp,
      });
    });
    if (!run.repeats && rowsOf(part) !== undefined) book.clear();
  };
  let next = seconds() + run.interval;
  tell();
  await drive(run.sources, scans, run.signal, () => {
    if (seconds() < next) return;
    next = seconds() + run.interval;
    tell();
  });
  tell(true);
}

/** Undefined: it is no listing. */
function rowsOf(part: Part): number | undefined {
  return part.kind === 'lines' ? part.starts.length : part.kind === 'rows' ? part.rows.length : undefined;
}

const isEmptyListing = (part: Part): boolean => rowsOf(part) === 0;

const seconds = (): number => process.uptime();
