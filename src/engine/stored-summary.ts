/**
 * A summary of what stores hold: they count events by their columns, and only those are read here whose columns must not be
 * believed, or that a window of time might cut otherwise than they are stored.
 *
 *   stores ──count──▶ alike events × number ──▶ items ─┐
 *   stores ──odd events, as lines──▶ collector ────────┼──▶ items in order of first appearance ──▶ presenter
 *   streams that must be put together again ──scan─────┘
 */
import { initialAttributes } from '../attributes/attributes.js';
import { toBytes } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import { oldestFirst } from '../input/order.js';
import { chunkReader } from '../input/reader.js';
import type { Source } from '../input/source.js';
import { UNKNOWN_SPAN } from '../input/source.js';
import type { AuditEvent } from '../log/event.js';
import { type Alike, alikeCounter, histogramReads, isOrderedByValue, summaryReads } from '../reports/alike.js';
import { reportByName } from '../reports/catalog.js';
import { createCollector } from '../reports/collector.js';
import type { ReportJob } from '../reports/job.js';
import type { Presenter } from '../reports/presenter.js';
import { surroundings } from '../reports/surroundings.js';
import { URING } from '../store/attribute-columns.js';
import type { CountedColumn, CountedRows, CountQuestion, OddEvent, Place } from '../store/count.js';
import { storeSources } from '../store/open.js';
import { BEFORE_ALL, later, type Stamp } from '../store/order.js';
import type { Predicate } from '../store/predicate.js';
import type { SecondRange } from '../store/second-range.js';
import type { Store, StoredStream } from '../store/stored-stream.js';
import { isCountable, secondsOf, sourcesOf, streamFamily } from '../store/stream-source.js';
import { scanEvents } from './event-scan.js';
import { ANYWHERE, areApart, orderOf, PlacedTally, type PlaceKey } from './placed-tally.js';
import { informed } from './report-run.js';

export interface StoredSummary {
  readonly job: ReportJob;
  readonly stores: readonly Store[];
  /** End-of-event timeout in seconds. */
  readonly timeout: number;
}

/** What a store can be asked for a summary or a histogram; undefined: nothing, its events have to be read. */
export function countQuestion(job: ReportJob, streams: readonly string[] | undefined): CountQuestion | undefined {
  const reads = histogramReads(job) ?? summaryReads(job);
  if (!reads) return undefined;
  const by: readonly CountedColumn[] = [
    ...reads,
    ...(job.histogram ? (['sec'] as const) : []),
    ...(job.interpret && reads.includes('auid') ? (['auidName'] as const) : []),
  ];
  const { shape } = reportByName(job.report);
  const types = shape.kind === 'listing' ? shape.types?.types : undefined;
  const predicate: Predicate | undefined = types && { kind: 'types', values: types };
  return {
    by,
    seconds: secondsOf(timeOf(job)),
    predicate,
    streams,
    wantsFirst: !job.histogram && !isOrderedByValue(job),
  };
}

export function timeOf({ start, end }: ReportJob): { readonly start?: number; readonly end?: number } {
  return { ...(start !== 0 && { start }), ...(end !== 0 && { end }) };
}

/** Undefined: nothing of it can be counted by the stores. */
export async function runStoredSummary(run: StoredSummary, presenter: Presenter): Promise<number | undefined> {
  const { stores, timeout } = run;
  const whole = await streamsToRead(run);
  if (!summaryReads(run.job) || whole.size === stores.flatMap(({ streams }) => streams).length) return undefined;
  const interest = { ...timeOf(run.job), timeout };
  const sources = await oldestFirst(storeSources(stores, interest));
  const job = await informed(run.job, sources[0]);
  const latest = isOrderedByValue(job) ? undefined : await latestIn(stores, secondsOf(interest));
  if (latest && !(await areApart(sources, latest, timeout))) return undefined;
  const tally = new PlacedTally(latest ? await orderOf(sources, latest) : new Map());
  const messages: string[] = [];
  for (const { streams, ...store } of stores) {
    const counted = streams.filter((stream) => !whole.has(stream));
    const names = counted.length < streams.length ? counted.map(({ name }) => name) : undefined;
    const question = countQuestion(job, names);
    if (!question || counted.length === 0) continue;
    addCounted(await store.count(question), job, tally);
    messages.push(...(await addOdd(store.oddEvents(question), job, timeout, tally)));
  }
  for (const stream of whole)
    messages.push(...(await addScanned(stream, sourcesOf(stream, interest), job, timeout, tally)));
  messages.unshift(...notesOf(stores));
  presenter.add({ part: { kind: 'tally', counts: tally.counts() }, messages });
  return presenter.end({ spans: [], firstStamp: undefined });
}

/** What is to be said about the stores, a line each. */
export function notesOf(stores: readonly Store[]): readonly string[] {
  const notes = new Set(stores.flatMap(({ streams }) => streams.flatMap((stream) => stream.notes)));
  return Array.from(notes, (note) => `${note}\n`).reverse();
}

/** Streams of which a window of time cannot be cut out by columns. */
export async function streamsToRead({ stores, job, timeout }: StoredSummary): Promise<ReadonlySet<StoredStream>> {
  const interest = { ...timeOf(job), timeout };
  const whole = new Set<StoredStream>();
  for (const stream of stores.flatMap(({ streams }) => streams))
    if (!(await isCountable(stream, interest))) whole.add(stream);
  return whole;
}

/** Of each family of stored logs. */
async function latestIn(stores: readonly Store[], seconds: SecondRange): Promise<ReadonlyMap<string, Stamp>> {
  const latest = new Map<string, Stamp>();
  for (const store of stores)
    for (const [name, stamp] of await store.latest(seconds)) latest.set(streamFamily(name), stamp);
  return latest;
}

function addCounted(counted: readonly CountedRows[], job: ReportJob, tally: PlacedTally): void {
  const itemsOf = alikeCounter(job, surroundings(job));
  for (const { values, count, first } of counted) {
    const place = first ? placeOf(first, tally) : ANYWHERE;
    for (const item of itemsOf(alikeOf(values))) tally.add(item, count, place, first?.item ?? 0);
  }
}

function placeOf({ stream, ksec, kms, kserial, ord }: Omit<Place, 'item'>, tally: PlacedTally): PlaceKey {
  return tally.place(streamFamily(stream), { sec: ksec, ms: kms, serial: kserial }, ord);
}

export function alikeOf({ types = [], auidName, files, keys, ...values }: CountedRows['values']): Alike {
  const { arch, comm, exe, hostname, terminal, acct } = values;
  const text = (value: string | undefined): string | undefined => (value === undefined ? undefined : toBytes(value));
  const initial = initialAttributes();
  return {
    types,
    auidName: text(auidName),
    attributes: {
      pid: values.pid ?? initial.pid,
      auid: values.auid ?? initial.auid,
      syscall: values.syscall ?? initial.syscall,
      success: values.success,
      arch: arch === URING ? 'uring' : arch,
      ...{ comm: text(comm), exe: text(exe), hostname: text(hostname), terminal: text(terminal), acct: text(acct) },
      ...(files && { files: files.map(toBytes) }),
      ...(keys && { keys: keys.map(toBytes) }),
    },
  };
}

/** The result: messages. */
async function addOdd(
  odd: AsyncIterable<OddEvent>,
  job: ReportJob,
  timeout: number,
  tally: PlacedTally,
): Promise<readonly string[]> {
  const places: PlaceKey[] = [];
  const lines = async function* (): AsyncGenerator<Buffer> {
    for await (const { raw, ...place } of odd) {
      places.push(placeOf(place, tally));
      yield Buffer.from(raw.buffer, raw.byteOffset, raw.length);
    }
  };
  let at = 0;
  const messages = await collect([linesSource(lines())], job, timeout, tally, () => places[at++] ?? ANYWHERE);
  if (at !== places.length) throw new AuditError('input', 'the lines of a stored event are not one event');
  return messages;
}

/** Lines of events one by one, each chunk an event. */
export function linesSource(chunks: AsyncIterable<Buffer>): Source {
  return {
    ...{ name: 'store', identity: () => undefined, size: () => 0, canReopen: () => false, canSeek: () => false },
    span: async () => UNKNOWN_SPAN,
    open: async () => {
      const { isBetweenChunks, ...reader } = chunkReader(chunks);
      return { ...reader, isBetweenEvents: isBetweenChunks };
    },
  };
}

function addScanned(
  { name }: StoredStream,
  sources: readonly Source[],
  job: ReportJob,
  timeout: number,
  tally: PlacedTally,
): Promise<readonly string[]> {
  let latest = BEFORE_ALL;
  let ord = 0;
  return collect(sources, job, timeout, tally, ({ sec, milli, serial }) => {
    latest = later(latest, { sec, ms: milli, serial });
    return tally.place(streamFamily(name), latest, ord++);
  });
}

/** Reads events, and adds their items at the places that `placeOf` says, which is asked once for each event in order. */
async function collect(
  sources: readonly Source[],
  job: ReportJob,
  timeout: number,
  tally: PlacedTally,
  placeOf: (event: AuditEvent) => PlaceKey,
): Promise<readonly string[]> {
  const collector = await createCollector(job);
  const said: string[] = [];
  await scanEvents({
    sources,
    timeout,
    ...timeOf(job),
    badStamp: (text) => said.push(`Error extracting time stamp (${text})\n`),
    each: (event) => {
      const place = placeOf(event);
      collector.event(event);
      const { part, messages } = collector.take();
      said.push(...messages);
      if (part.kind === 'tally')
        for (const [i, [item, count]] of [...part.counts].entries()) tally.add(item, count, place, i);
    },
  });
  return said;
}
