/**
 * Summaries and histograms of events that were not read: a store tells how many are alike in all that they look at, and they
 * are asked what they make of one of them.
 */
import type { Attributes } from '../attributes/attributes.js';
import type { AuditEvent } from '../log/event.js';
import { AuditRecord } from '../log/record.js';
import { reportByName } from './catalog.js';
import { eventFilter } from './filter.js';
import { histogramGatherer } from './histogram.js';
import type { ReportJob } from './job.js';
import { COUNTER_READS, DISTINCT_READS, overviewGatherer } from './overview.js';
import type { OverviewPart } from './part.js';
import { Reading } from './reading.js';
import { type Countable, type Listing, type Summary, summaryOf } from './report.js';
import type { Surroundings } from './surroundings.js';

/** What such events have in common. */
export interface Alike {
  readonly attributes: Attributes;
  /** Of the records. */
  readonly types: readonly number[];
  /** The log's own name of the auid, a byte string. */
  readonly auidName: string | undefined;
}

/** Whether events that are alike need not be read for it. */
export function isOfAlike(job: ReportJob): boolean {
  return [overviewReads, summaryReads, histogramReads].some((reads) => reads(job) !== undefined);
}

/** What the job's summary looks at; undefined: it is none, or reads events. */
export function summaryReads(job: ReportJob): readonly Countable[] | undefined {
  if (!job.summary || job.histogram) return undefined;
  return withFilter(countedSummary(job)?.reads, job);
}

/** What decides whether the job's histogram counts an event; undefined: it is none, or reads events. */
export function histogramReads(job: ReportJob): readonly Countable[] | undefined {
  const { shape } = reportByName(job.report);
  if (!job.histogram || (shape.kind !== 'overview' && shape.kind !== 'listing')) return undefined;
  return withFilter(shape.kind === 'listing' && shape.selects ? selectionReads(shape) : [], job);
}

/**
 * What the lines of the overview look at: first what the counters do, then what is counted by its different values, each for
 * itself. Undefined: it is no overview, or reads events.
 */
export function overviewReads(job: ReportJob): readonly (readonly Countable[])[] | undefined {
  if (reportByName(job.report).shape.kind !== 'overview' || job.histogram) return undefined;
  const reads = [COUNTER_READS, ...DISTINCT_READS.map((one) => [one])].map((some) => withFilter(some, job));
  const known = reads.filter((some) => some !== undefined);
  return known.length < reads.length ? undefined : known;
}

/** A summary that is about the same events looks at all that decides which these are. Items of lists are no events. */
function selectionReads({ summary }: Listing): readonly Countable[] | undefined {
  const reads = summary?.selects ? undefined : summary?.reads;
  return reads?.some((one) => one === 'files' || one === 'keys') ? undefined : reads;
}

/** With what the filter looks at; undefined: events are read. */
function withFilter(reads: readonly Countable[] | undefined, job: ReportJob): readonly Countable[] | undefined {
  const filtered = filterReads(job);
  return reads && filtered && !job.grouping ? [...new Set([...reads, ...filtered])] : undefined;
}

function countedSummary({ report: name }: ReportJob): Summary | undefined {
  const report = reportByName(name);
  return report.shape.kind === 'listing' && report.shape.summary ? summaryOf(report) : undefined;
}

/** Whether equal counts are in order of value, so that it does not matter what came first. */
export function isOrderedByValue(job: ReportJob): boolean {
  const items = countedSummary(job)?.items;
  return items === 'number' || items === 'type';
}

/** `add` takes the items of each of these events. There may be as many as files. */
export function alikeCounter(
  job: ReportJob,
  around: Surroundings,
): (alike: Alike, add: (item: string | number) => void) => void {
  const summary = countedSummary(job);
  const readingOf = alikeReader(job, around);
  return (alike, add) => {
    const reading = readingOf(alike);
    if (reading && summary?.selects?.(reading) !== false) summary?.count(reading, add);
  };
}

/** In which span of time each of these events of that second is counted: by its beginning. */
export function alikeHistogram(job: ReportJob, around: Surroundings): (alike: Alike, sec: number) => readonly number[] {
  const { shape } = reportByName(job.report);
  const gatherer = histogramGatherer(
    shape.kind === 'listing' ? shape : undefined,
    job.histogram ?? 'day',
    around.locale,
  );
  const readingOf = alikeReader(job, around);
  return (alike, sec) => {
    const reading = readingOf(alike);
    if (!reading) return [];
    reading.event = { ...reading.event, sec };
    gatherer.add(reading);
    const part = gatherer.take();
    return part.kind === 'histogram' ? [...part.buckets.keys()] : [];
  };
}

/** Events that are alike, and how many. */
export type AlikeEvents = readonly [alike: Alike, count: number];

/** The part of the overview that these events come to. `isCounted`: they count as events, not only by what is different among them. */
export function alikeOverview(
  job: ReportJob,
  around: Surroundings,
): (all: Iterable<AlikeEvents>, isCounted: boolean) => OverviewPart {
  const gatherer = overviewGatherer();
  const readingOf = alikeReader(job, around);
  return (all, isCounted) => {
    const counters = gatherer.take().counters.map(() => 0);
    for (const [alike, count] of all) {
      const reading = readingOf(alike);
      if (!reading) continue;
      if (!isCounted) {
        gatherer.note(reading);
        continue;
      }
      gatherer.add(reading);
      for (const [i, one] of gatherer.take().counters.entries()) counters[i] = (counters[i] ?? 0) + one * count;
    }
    return { ...gatherer.take(), counters };
  };
}

/** Whether the filter lets such events through. */
export function alikePassing(job: ReportJob, around: Surroundings): (alike: Alike) => boolean {
  const readingOf = alikeReader(job, around);
  return (alike) => readingOf(alike) !== undefined;
}

/** What the filter looks at; undefined: events are read, whatever is told of them. */
export function filterReads(job: ReportJob): readonly Countable[] | undefined {
  const { columns, debug, malformed, filter } = job;
  if (columns || debug || malformed === 'skip') return undefined;
  return [
    ...(filter.outcome === undefined ? [] : (['success'] as const)),
    ...(filter.without === undefined && filter.configChanges ? [] : (['types'] as const)),
  ];
}

/** One of these events as a report reads it; undefined where the filter takes it out. */
function alikeReader(job: ReportJob, { locale, accounts }: Surroundings): (alike: Alike) => Reading | undefined {
  const passes = eventFilter(job.filter);
  const reading = new Reading(job, locale, accounts);
  return ({ attributes, types, auidName }) => {
    reading.event = types.length === 0 ? UNTYPED : eventOf(types);
    reading.attributes = auidName === undefined ? attributes : { ...attributes, auidRecord: namingRecord(auidName) };
    return passes(reading.event, reading.attributes) ? reading : undefined;
  };
}

function eventOf(types: readonly number[]): AuditEvent {
  return {
    ...{ sec: 0, milli: 0, serial: 0, node: undefined },
    records: types.map((type) => AuditRecord.fromLine(type, '')),
  };
}

const UNTYPED: AuditEvent = eventOf([-1]);

/** As auditd would have written it. */
function namingRecord(auidName: string): AuditRecord {
  return AuditRecord.fromLine(0, `\x1dAUID=${Buffer.from(auidName, 'latin1').toString('hex').toUpperCase()}`);
}
