/** What stores can be asked to count for a report, and which events they have to give to be read instead. */
import { onlySerial } from '../query/query.js';
import { filterReads, histogramReads, isOrderedByValue, overviewReads, summaryReads } from '../reports/alike.js';
import { reportByName } from '../reports/catalog.js';
import type { Grouping, ReportJob } from '../reports/job.js';
import type { Countable } from '../reports/report.js';
import { bitOf, isAttributeColumn, SPOKEN_OF } from '../store/attribute-columns.js';
import { boundsOf } from '../store/bounds.js';
import type { CountedColumn, CountQuestion, ListColumn } from '../store/count.js';
import { allBits, allOf, anyOf, EVERY, not, type Predicate, someBits } from '../store/predicate.js';
import { secondsOf } from '../store/stream-source.js';
import { type ToldKey, toldKey } from './stored-fields.js';

/** All of them are about the same events, so those that have to be read are those of any of them. None: all have to be read. */
export function countQuestions(job: ReportJob, streams: readonly string[] | undefined): readonly CountQuestion[] {
  const about = (reads: readonly Countable[]): Asked => ({ job, streams, rows: rowsOf(job, columnsOf(job, reads)) });
  const overview = overviewReads(job);
  if (overview) {
    const asked = about(overview.flat());
    return overview.map((reads) => question(asked, reads));
  }
  if (job.grouping) return groupQuestions(job, job.grouping, streams);
  const [summary, histogram] = [summaryReads(job), histogramReads(job)];
  if (summary) return [{ ...question(about(summary), summary), wantsFirst: !isOrderedByValue(job) }];
  if (!histogram) return [];
  const { by, ...rest } = question(about(histogram), histogram);
  return [{ ...rest, by: [...by, 'sec'] }];
}

export function timeOf({ start, end }: ReportJob): { readonly start?: number; readonly end?: number } {
  return { ...(start !== 0 && { start }), ...(end !== 0 && { end }) };
}

/**
 * By the columns that tell the fields; an event without one of these fields is in no group. The first question is of events
 * with the field whose distinct values are counted, the second one of those without.
 */
function groupQuestions(
  job: ReportJob,
  { by, distinct }: Grouping,
  streams: Asked['streams'],
): readonly CountQuestion[] {
  const filtered = filterReads(job);
  const keys = by.map((key) => toldKey(key, job.interpret));
  const known = keys.filter((key) => key !== undefined);
  const counted = distinct && toldKey(distinct, job.interpret);
  if (!filtered || known.length < keys.length || (distinct && !counted)) return [];
  const all = counted ? [...known, counted] : known;
  const { surely, maybe } = boundsOf(job.criterion);
  const told = allOf([
    ...[surely, not(someBits('odd', bitsOf(filtered)))],
    not(someBits('untold', bitsIn(all))),
    ...(all.some(({ columns }) => columns.includes('node')) ? [not(STRANGE_NODE)] : []),
  ]);
  const question = (keys: readonly ToldKey[], which: Predicate): CountQuestion => ({
    by: [...new Set([...keys.flatMap(({ columns }) => columns), ...filtered])],
    ...{ items: undefined, seconds: secondsOf(timeOf(job)), streams, wantsFirst: true, wantsSpan: true },
    counted: allOf([told, allBits('told', bitsIn(known)), which]),
    read: readOf(job, maybe, told),
  });
  if (!counted || counted.bit === 0) return [question(all, EVERY)];
  return [question(all, someBits('told', counted.bit)), question(known, not(someBits('told', counted.bit)))];
}

/** What is no Unicode is shown so (`text.ts`). */
const STRANGE_NODE: Predicate = { kind: 'text', column: 'node', text: '\ufffd', whole: false };

function bitsIn(keys: readonly ToldKey[]): number {
  return [...new Set(keys.map(({ bit }) => bit))].reduce((sum, bit) => sum + bit, 0);
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
  const told = allOf([surely, not(someBits('odd', bitsOf(columns)))]);
  return { counted: allOf([concerned, told]), read: readOf(job, allOf([concerned, maybe]), told) };
}

/** What has to be said about an event is said whether or not the report is about it. */
function readOf(job: ReportJob, maybe: Predicate, told: Predicate): Predicate {
  const serial = onlySerial(job);
  const seen: Predicate = serial === undefined ? EVERY : { kind: 'number', column: 'serial', values: [serial] };
  return allOf([not(told), anyOf([maybe, allOf([seen, someBits('odd', SPOKEN_OF)])])]);
}

function bitsOf(columns: readonly CountedColumn[]): number {
  return columns.reduce((sum, column) => sum + (isAttributeColumn(column) ? bitOf(column) : 0), SPOKEN_OF);
}
