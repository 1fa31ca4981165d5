/**
 * The parts of all summaries of a log, in one pass: attributes are read once for all of them, as they are for a store. Only
 * of events whose attributes hang on what is asked for, and for reports that look at records, each reads for itself.
 */
import { oldestFirst } from '../../input/order.js';
import type { AuditEvent } from '../../log/event.js';
import { freshRecord } from '../../log/record.js';
import { alikeCounter, summaryReads } from '../../reports/alike.js';
import { reportByName, reports } from '../../reports/catalog.js';
import { createCollector } from '../../reports/collector.js';
import type { ReportJob } from '../../reports/job.js';
import { type Countable, type Report, summaryOf } from '../../reports/report.js';
import { surroundings } from '../../reports/surroundings.js';
import { type AttributeColumns, attributeReader } from '../../store/attribute-columns.js';
import { BEFORE_ALL, later, type Stamp } from '../../store/order.js';
import { blankRow } from '../../store/row.js';
import { type EventScan, scanEvents } from '../event-scan.js';
import { informed } from '../report-run.js';
import { alikeReader } from '../stored-alike.js';
import { type SummaryPart, writeParts } from './file.js';

export interface PartsRun extends Omit<EventScan, 'each' | 'start' | 'end'> {
  /** Which report, and with or without -i, does not matter. */
  readonly job: ReportJob;
  readonly file: string;
  /** Different items of a report, at most. */
  readonly limit: number;
  readonly err: (text: string) => void;
}

/** The result: how many events there were. */
export async function makeParts({ job: given, file, limit, err, ...scan }: PartsRun): Promise<number> {
  const sources = await oldestFirst(scan.sources);
  const job = await informed({ ...given, summary: true, interpret: true }, sources[0]);
  const makers = await Promise.all(summaryJobs(job).map((one) => partMaker(one, limit)));
  const readAttributes = attributeReader();
  const attributes = blankRow();
  let latest: Stamp = BEFORE_ALL;
  let events = 0;
  await scanEvents({
    ...scan,
    sources,
    start: job.start || undefined,
    end: job.end || undefined,
    each: (event) => {
      latest = later(latest, { sec: event.sec, ms: event.milli, serial: event.serial });
      const unread = (): AuditEvent => ({ ...event, records: event.records.map(freshRecord) });
      const types = event.records.map(({ type }) => type);
      readAttributes(unread(), attributes);
      const seen = { unread, types, attributes };
      for (const { add } of makers) add(seen, [latest.sec, latest.ms, latest.serial, events]);
      events++;
    },
  });
  for (const { messages } of makers) for (const message of messages) err(message);
  const spans = await Promise.all(sources.map((source) => source.span()));
  const span = {
    first: Math.min(...spans.map(({ first }) => first)),
    last: Math.max(...spans.map(({ last }) => last)),
  };
  const head = { span, latest, events, start: job.start, end: job.end };
  writeParts(
    file,
    head,
    makers.map(({ part }) => part()),
  );
  return events;
}

/** Of each report that has a summary, and also with -i where that changes what is counted. */
function summaryJobs(job: ReportJob): readonly ReportJob[] {
  return reports.flatMap((report) => {
    if (!hasParts(report)) return [];
    const plain = { ...job, report: report.name, interpret: false };
    return changesWithNames(report.name) ? [plain, { ...plain, interpret: true }] : [plain];
  });
}

export function hasParts({ shape }: Report): boolean {
  return shape.kind === 'listing' && shape.summary !== undefined;
}

export function changesWithNames(report: string): boolean {
  return summaryOf(reportByName(report)).reads?.some((one) => NAMED.includes(one)) === true;
}

const NAMED: readonly Countable[] = ['auid', 'acct', 'syscall'];

type Place = readonly [number, number, number, number];

interface SeenEvent {
  readonly unread: () => AuditEvent;
  readonly types: readonly number[];
  readonly attributes: AttributeColumns;
}

interface PartMaker {
  readonly messages: readonly string[];
  readonly add: (seen: SeenEvent, place: Place) => void;
  readonly part: () => SummaryPart;
}

async function partMaker(job: ReportJob, limit: number): Promise<PartMaker> {
  const items = new Map<string | number, { count: number; readonly first: Place; readonly i: number }>();
  let left = 0;
  const count = (item: string | number, times: number, first: Place, i: number): void => {
    const known = items.get(item);
    if (known) known.count += times;
    else if (items.size < limit) items.set(item, { count: times, first, i });
    else left += times;
  };
  const collector = await createCollector(job);
  const messages: string[] = [];
  const read = (event: AuditEvent, place: Place): void => {
    collector.event(event);
    const taken = collector.take();
    messages.push(...taken.messages);
    if (taken.part.kind !== 'tally') return;
    for (const [i, [item, times]] of [...taken.part.counts].entries()) count(item, times, place, i);
  };
  const itemsOf = itemReader(job);
  return {
    messages,
    add: (seen, place) => {
      if (!itemsOf || seen.attributes.odd !== 0) read(seen.unread(), place);
      else for (const [i, item] of itemsOf(seen).entries()) count(item, 1, place, i);
    },
    part: () => ({
      ...{ report: job.report, interpret: job.interpret, left },
      items: Array.from(items, ([item, { count: times, first, i }]) => [item, times, ...first, i] as const),
    }),
  };
}

/** Alike events that are remembered; there may be as many as processes. */
const REMEMBERED = 10_000;

/** Undefined: the summary looks at records. */
function itemReader(job: ReportJob): ((seen: SeenEvent) => readonly (string | number)[]) | undefined {
  const reads = summaryReads(job);
  if (!reads) return undefined;
  const { shape } = reportByName(job.report);
  const types = shape.kind === 'listing' ? shape.types : undefined;
  const counter = alikeCounter(job, surroundings(job));
  const alikeOf = alikeReader();
  const columns = reads.filter((one) => one !== 'types');
  const usesName = job.interpret && reads.includes('auid');
  const known = new Map<string, readonly (string | number)[]>();
  return ({ types: mine, attributes }) => {
    if (types && !mine.some(types.has)) return [];
    let key = usesName ? `${attributes.auidName}\x01` : '';
    for (const column of columns) key += `${JSON.stringify(attributes[column])}\x01`;
    if (reads.includes('types')) key += mine;
    const before = known.get(key);
    if (before) return before;
    const items: (string | number)[] = [];
    const alike = alikeOf({ ...attributes, types: mine, auidName: usesName ? attributes.auidName : undefined });
    counter(alike, (item) => items.push(item));
    if (known.size > REMEMBERED) known.clear();
    known.set(key, items);
    return items;
  };
}
