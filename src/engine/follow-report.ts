/** A report that goes on: told again every few seconds, of all that has come since it began. */
import { eventsOf } from '../log/batch.js';
import { createCollector } from '../reports/collector.js';
import type { ReportJob } from '../reports/job.js';
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
  const tell = (): void => {
    const { part, messages } = collector.take();
    for (const message of messages) run.err(message);
    book.add(part);
    run.tell((presenter) => {
      for (const known of book.parts) presenter.add({ part: known, messages: [] });
      presenter.end({
        spans: scans.map((scan, i) => ({ name: run.sources[i]?.name ?? '', ...scan.span })),
        firstStamp: scans[0]?.firstStamp,
      });
    });
    if (!run.repeats && (part.kind === 'lines' || part.kind === 'rows')) book.clear();
  };
  let next = seconds() + run.interval;
  tell();
  await drive(run.sources, scans, run.signal, () => {
    if (seconds() < next) return;
    next = seconds() + run.interval;
    tell();
  });
  tell();
}

const seconds = (): number => process.uptime();
