/**
 * Summaries of events that were not read: a store tells how many are alike in all that a summary looks at, and the summary
 * is asked what it makes of one of them.
 */
import { type Attributes, initialAttributes } from '../attributes/attributes.js';
import { AuditRecord } from '../log/record.js';
import { reportByName } from './catalog.js';
import { eventFilter } from './filter.js';
import type { ReportJob } from './job.js';
import { Reading } from './reading.js';
import { type Countable, type Summary, summaryOf } from './report.js';
import type { Surroundings } from './surroundings.js';

/** What such events have in common. */
export interface Alike {
  readonly attributes: Partial<Attributes>;
  /** Of the records. */
  readonly types: readonly number[];
  /** The log's own name of the auid, a byte string. */
  readonly auidName: string | undefined;
}

/** What the job's summary looks at; undefined: it is none, or reads events. */
export function summaryReads(job: ReportJob): readonly Countable[] | undefined {
  const { summary, histogram, grouping, columns, criterion, debug, malformed, filter } = job;
  if (!summary || histogram || grouping || columns || criterion || debug || malformed === 'skip') return undefined;
  const reads = countedSummary(job)?.reads;
  if (!reads) return undefined;
  const filtered: readonly Countable[] = [
    ...(filter.outcome === undefined ? [] : (['success'] as const)),
    ...(filter.without === undefined && filter.configChanges ? [] : (['types'] as const)),
  ];
  return [...new Set([...reads, ...filtered])];
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

/** The items of each of these events. */
export function alikeCounter(
  job: ReportJob,
  { locale, accounts }: Surroundings,
): (alike: Alike) => readonly (string | number)[] {
  const summary = countedSummary(job);
  const passes = eventFilter(job.filter);
  const reading = new Reading(job, locale, accounts);
  return ({ attributes, types, auidName }) => {
    reading.event = { sec: 0, milli: 0, serial: 0, node: undefined, records: recordsOf(types) };
    reading.attributes = {
      ...initialAttributes(),
      ...attributes,
      auidRecord: auidName === undefined ? undefined : namingRecord(auidName),
    };
    const items: (string | number)[] = [];
    if (passes(reading.event, reading.attributes) && summary?.selects?.(reading) !== false)
      summary?.count(reading, (item) => items.push(item));
    return items;
  };
}

const NO_TYPES: readonly number[] = [-1];

function recordsOf(types: readonly number[]): readonly AuditRecord[] {
  return (types.length > 0 ? types : NO_TYPES).map((type) => AuditRecord.fromLine(type, ''));
}

/** As auditd would have written it. */
function namingRecord(auidName: string): AuditRecord {
  return AuditRecord.fromLine(0, `\x1dAUID=${Buffer.from(auidName, 'latin1').toString('hex').toUpperCase()}`);
}
