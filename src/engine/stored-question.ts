/** What stores can be asked to count for a report, and which events they have to give to be read instead. */
import { histogramReads, isOrderedByValue, overviewReads, summaryReads } from '../reports/alike.js';
import { reportByName } from '../reports/catalog.js';
import type { ReportJob } from '../reports/job.js';
import type { Countable } from '../reports/report.js';
import { ALL_ODD, bitOf, isAttributeColumn } from '../store/attribute-columns.js';
import type { CountedColumn, CountQuestion, ListColumn } from '../store/count.js';
import { allOf, boundsOf, EVERY, not, type Predicate } from '../store/predicate.js';
import { secondsOf } from '../store/stream-source.js';

/** All of them are about the same events, so those that have to be read are those of any of them. None: all have to be read. */
export function countQuestions(job: ReportJob, streams: readonly string[] | undefined): readonly CountQuestion[] {
  const about = (reads: readonly Countable[]): Asked => ({ job, streams, rows: rowsOf(job, columnsOf(job, reads)) });
  const overview = overviewReads(job);
  if (overview) {
    const asked = about(overview.flat());
    return overview.map((reads) => question(asked, reads));
  }
  const [summary, histogram] = [summaryReads(job), histogramReads(job)];
  if (summary) return [{ ...question(about(summary), summary), wantsFirst: !isOrderedByValue(job) }];
  if (!histogram) return [];
  const { by, ...rest } = question(about(histogram), histogram);
  return [{ ...rest, by: [...by, 'sec'] }];
}

export function timeOf({ start, end }: ReportJob): { readonly start?: number; readonly end?: number } {
  return { ...(start !== 0 && { start }), ...(end !== 0 && { end }) };
}

interface Asked {
  readonly job: ReportJob;
  readonly streams: readonly string[] | undefined;
  readonly rows: Pick<CountQuestion, 'counted' | 'read'>;
}

function question({ job, streams, rows }: Asked, reads: readonly Countable[]): CountQuestion {
  return {
    ...{ by: columnsOf(job, reads), items: reads.find(isList), seconds: secondsOf(timeOf(job)), streams },
    ...{ ...rows, wantsFirst: false, wantsSpan: false },
  };
}

function isList(one: Countable): one is ListColumn {
  return one === 'files' || one === 'keys';
}

function columnsOf({ interpret }: ReportJob, reads: readonly Countable[]): readonly CountedColumn[] {
  return interpret && reads.includes('auid') ? [...reads, 'auidName'] : reads;
}

/** Counted are those of which the columns say that they are meant and what is looked at; others may be. */
function rowsOf(job: ReportJob, columns: readonly CountedColumn[]): Pick<CountQuestion, 'counted' | 'read'> {
  const { shape } = reportByName(job.report);
  const types = shape.kind === 'listing' ? shape.types?.types : undefined;
  const concerned: Predicate = types ? { kind: 'types', values: types } : EVERY;
  const { surely, maybe } = boundsOf(job.criterion);
  const told = allOf([surely, not({ kind: 'odd', bits: bitsOf(columns) })]);
  return { counted: allOf([concerned, told]), read: allOf([concerned, maybe, not(told)]) };
}

/** Events that something has to be said about have all bits. */
function bitsOf(columns: readonly CountedColumn[]): number {
  const bits = columns.reduce((sum, column) => sum + (isAttributeColumn(column) ? bitOf(column) : 0), 0);
  return bits === 0 || columns.includes('acct') ? ALL_ODD : bits;
}
