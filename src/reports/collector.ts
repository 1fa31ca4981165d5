import type { Accounts } from '../accounts/accounts.js';
import type { Group } from '../attributes/attributes.js';
import { createExtractor, type Extractor, UNSET } from '../attributes/extractor.js';
import type { AuditEvent } from '../log/event.js';
import type { Pattern, Patterns } from '../log/parts/pattern.js';
import { EVERYTHING, type Pids, type Regard } from '../log/parts/regard.js';
import { freshRecord } from '../log/record.js';
import { isTyped } from '../output/grid/layouts.js';
import { compileQuery, type Matcher } from '../query/match.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import { overviewReads, summaryReads } from './alike.js';
import { reportByName } from './catalog.js';
import { facetsGatherer } from './facets.js';
import { fieldListing } from './field-listing.js';
import { valueReaders } from './field-values.js';
import { eventFilter } from './filter.js';
import { groupsGatherer } from './groups.js';
import { histogramGatherer } from './histogram.js';
import type { ReportJob } from './job.js';
import { listingGatherer } from './listing.js';
import { overviewGatherer } from './overview.js';
import type { Gatherer, Lines, Repeat, RepeatedPid, ReportPart } from './part.js';
import { Reading } from './reading.js';
import type { Report } from './report.js';
import { spansGatherer } from './spans.js';
import { type Surroundings, surroundings } from './surroundings.js';
import { tallyGatherer } from './tally.js';
import { type TypeSet, typeSet } from './types.js';

export interface Collector {
  event(event: AuditEvent): void;
  /** What the events since the last call came to. */
  take(): ReportPart;
  /** What the last event came to, to be counted again for others of its shape; no such method: nothing is. */
  readonly repeat: ((pids: Pids) => Repeat | undefined) | undefined;
  /** What of an event decides that. */
  readonly regard: Regard;
  /** How lines of the last event are written for others of its shape; undefined: each is written for itself. */
  readonly lines: CollectedLines | undefined;
  /** Names of the criteria that the log's own enrichment knew. */
  readonly namesSeen: ReadonlySet<string>;
}

export interface CollectedLines extends Omit<Patterns, 'pattern'>, Pick<Lines, 'block'> {
  pattern(pids: Pids): 'no match' | Pattern | undefined;
}

/** Socket addresses that are too short are complained about whether or not their event is listed; with --debug all are. */
const alwaysRead = typeSet('SOCKADDR');

export async function createCollector(
  job: ReportJob,
  { locale, accounts }: Surroundings = surroundings(job),
): Promise<Collector> {
  const report = reportByName(job.report);
  const messages: string[] = [];
  const extractor = extractorFor(report, job, messages);
  const passes = eventFilter(job.filter);
  const types = typesOf(report);
  const criteria = await criteriaOf(job, accounts);
  const reading = new Reading(job, locale, accounts);
  const gatherer = await gathererFor(report, job, { locale, accounts });
  let isAdded = false;
  let messagesBefore = 0;
  const event = (event: AuditEvent): void => {
    isAdded = false;
    messagesBefore = messages.length;
    const concerned = types === undefined || types.in(event);
    if (!concerned && !job.debug && !alwaysRead.in(event)) return;
    // Extraction overwrites bytes of records, which must not happen twice.
    const isMeant = concerned && criteria?.matches({ ...event, records: event.records.map(freshRecord) }) !== false;
    const attributes = extractor.extract(event);
    if (!isMeant || attributes === undefined || !passes(event, attributes)) return;
    reading.event = event;
    reading.attributes = attributes;
    gatherer.add(reading);
    isAdded = true;
  };
  const isSaidOfEach = (): boolean => messages.length > messagesBefore;
  const repeatedPid = ({ count, pid }: Pids): RepeatedPid => {
    if (count === 0 || reading.attributes.pid === UNSET) return 'same';
    const isRead = (type: number): boolean => !extractor.passesOver(type);
    return pid === reading.pid && count === countOf(pid, reading.event, isRead) ? 'told' : 'open';
  };
  const repeat = (pids: Pids): Repeat | undefined => {
    if (isSaidOfEach()) return undefined;
    return isAdded ? gatherer.repeat?.(repeatedPid(pids)) : NOTHING;
  };
  const pattern = ({ pattern }: Lines, pids: Pids): 'no match' | Pattern | undefined => {
    if (isSaidOfEach()) return undefined;
    return isAdded ? pattern(repeatedPid(pids)) : 'no match';
  };
  const { lines } = gatherer;
  // Criteria look at time, process ids and all else.
  const isByShape = !criteria && !job.debug;
  return {
    event,
    take: () => ({ part: gatherer.take(), messages: messages.splice(0) }),
    repeat: gatherer.repeat && isByShape ? repeat : undefined,
    regard: regardFor(report, job, extractor),
    lines:
      lines && isByShape
        ? {
            ...lines,
            identity: [],
            regard: lineRegard(report, job, extractor),
            pattern: (pids) => pattern(lines, pids),
          }
        : undefined,
    namesSeen: criteria?.namesSeen ?? new Set(),
  };
}

function regardFor(report: Report, job: ReportJob, { passesOver }: Extractor): Regard {
  const reads = summaryReads(job) ?? overviewReads(job)?.flat();
  if (!reads) return EVERYTHING;
  const ofOthers = reads.includes('types') || typesOf(report) !== undefined ? 'type' : 'nothing';
  return {
    record: (type) => (passesOver(type) ? ofOthers : 'all'),
    names: job.interpret,
    numbers: false, // a summary of process ids repeats nothing; the overview is told of each
  };
}

/** Lines show attributes, the types of records, and their numbers. */
function lineRegard({ groups }: Report, { interpret, malformed }: ReportJob, { passesOver }: Extractor): Regard {
  if (malformed === 'skip') return EVERYTHING;
  return {
    record: (type) => (passesOver(type) ? 'type' : 'all'),
    names: interpret,
    numbers: groups?.includes('avc') === true, // what stands between the braces of a decision is text
  };
}

/** How often the records that are read tell this process id, be it as what it may: what says another is not where it comes from. */
function countOf(pid: number, { records }: AuditEvent, isRead: (type: number) => boolean): number {
  let count = 0;
  for (const { text, type } of records)
    for (let at = isRead(type) ? text.indexOf('pid=') : -1; at >= 0; at = text.indexOf('pid=', at + 1))
      if ((Number.parseInt(text.slice(at + 'pid='.length), 10) | 0) === pid) count++;
  return count;
}

const NOTHING: Repeat = { again: () => undefined };

async function criteriaOf({ criterion, malformed }: ReportJob, accounts: Accounts): Promise<Matcher | undefined> {
  return criterion && compileQuery({ criterion, malformed }, { accounts });
}

async function gathererFor({ shape }: Report, job: ReportJob, around: Surroundings): Promise<Gatherer<Reading>> {
  const { locale } = around;
  const showing = { ...around, interpret: job.interpret };
  if (job.grouping) {
    const { by, distinct } = job.grouping;
    const readers = await valueReaders(distinct ? [...by, distinct] : by, showing);
    return groupsGatherer(readers.slice(0, by.length), readers[by.length]);
  }
  if (job.columns)
    return listingGatherer(fieldListing(job.columns, await valueReaders(job.columns, showing)), job, locale);
  if (shape.kind === 'spans') return spansGatherer();
  if (job.histogram) return histogramGatherer(shape.kind === 'listing' ? shape : undefined, job.histogram, locale);
  if (shape.kind === 'facets') return facetsGatherer();
  if (shape.kind === 'groups' || shape.kind === 'fields') return spansGatherer();
  if (shape.kind === 'overview') return overviewGatherer();
  if (shape.kind === 'digest') return shape.gather();
  return job.summary && shape.summary ? tallyGatherer(shape, shape.summary) : listingGatherer(shape, job, locale);
}

function typesOf({ shape }: Report): TypeSet | undefined {
  return shape.kind === 'listing' ? shape.types : undefined;
}

function extractorFor(report: Report, job: ReportJob, messages: string[]): Extractor {
  return createExtractor(wantedGroups(report, job), {
    malformed: job.malformed,
    plainTexts: false, // such events are not lost, and the original shows them without that value
    diagnostics: { debug: job.debug, write: (text) => messages.push(text) },
  });
}

/** The columns of `aureport-active-groups.tsv` as extraction groups. */
const groupColumns: readonly (readonly [Exclude<keyof tables.AureportActiveGroupsRow, 'report'>, Group])[] = [
  ['auid', 'auid'],
  ['uid', 'uid'],
  ['exe', 'exe'],
  ['comm', 'comm'],
  ['host', 'hostname'],
  ['term', 'terminal'],
  ['file', 'file'],
  ['key', 'key'],
  ['ses', 'session'],
  ['subj', 'subject'],
  ['obj', 'object'],
];

/** Read for every report. */
const always: readonly Group[] = ['pid', 'syscall', 'success', 'acct'];

/** What is read decides what a record must have, so a report reads exactly what the original's does. */
function wantedGroups(report: Report, job: ReportJob): ReadonlySet<Group> {
  const wanted = new Set<Group>([...always, ...(report.groups ?? [])]);
  const row = rows(tables.aureportActiveGroups).find((active) => active.report === report.option);
  for (const [column, group] of groupColumns) if (row?.[column]) wanted.add(group);
  if (job.interpret || isTyped(job.format)) wanted.add('arch');
  return wanted;
}
