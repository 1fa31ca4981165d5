/**
 * A summary of what stores hold: they count events by their columns, and only those are read here whose columns must not be
 * believed, or that a window of time might cut otherwise than they are stored.
 *
 *   stores ──count──▶ alike events × number ──▶ items ─┐
 *   stores ──odd events, as lines──▶ collector ────────┼──▶ items in order of first appearance ──▶ presenter
 *   streams that must be put together again ──scan─────┘
 */
import { AuditError } from '../errors.js';
import type { Source } from '../input/source.js';
import type { AuditEvent } from '../log/event.js';
import { alikeCounter } from '../reports/alike.js';
import { createCollector } from '../reports/collector.js';
import type { ReportJob } from '../reports/job.js';
import type { Presenter } from '../reports/presenter.js';
import { surroundings } from '../reports/surroundings.js';
import type { CountedRows, OddEvent, Place } from '../store/count.js';
import { BEFORE_ALL, later } from '../store/order.js';
import type { StoredStream } from '../store/stored-stream.js';
import { sourcesOf, streamFamily } from '../store/stream-source.js';
import { scanEvents } from './event-scan.js';
import { ANYWHERE, orderOf, PlacedTally, type PlaceKey } from './placed-tally.js';
import { alikeOf } from './stored-alike.js';
import { linesOf, linesSource } from './stored-events.js';
import { timeOf } from './stored-question.js';
import { notesOf, type StoredRun } from './stored-run.js';

export async function runStoredSummary(run: StoredRun, presenter: Presenter): Promise<number> {
  const { job, timeout, interest, asked, whole, sources, latest } = run;
  const tally = new PlacedTally(await orderOf(sources, latest));
  const messages: string[] = [...notesOf(run)];
  for (const { store, questions } of asked) {
    for (const question of questions) {
      addCounted(await store.count(question), job, tally);
      messages.push(...(await addOdd(store.oddEvents(question), job, timeout, tally)));
    }
  }
  for (const stream of whole)
    messages.push(...(await addScanned(stream, sourcesOf(stream, interest), job, timeout, tally)));
  presenter.add({ part: { kind: 'tally', counts: tally.counts() }, messages });
  return presenter.end({ spans: [], firstStamp: undefined });
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

/** The result: messages. */
async function addOdd(
  odd: AsyncIterable<OddEvent>,
  job: ReportJob,
  timeout: number,
  tally: PlacedTally,
): Promise<readonly string[]> {
  const places: PlaceKey[] = [];
  const lines = async function* (): AsyncGenerator<Buffer> {
    for await (const event of odd) {
      places.push(placeOf(event, tally));
      yield linesOf(event);
    }
  };
  let at = 0;
  const messages = await collect([linesSource(lines())], job, timeout, tally, () => places[at++] ?? ANYWHERE);
  if (at !== places.length) throw new AuditError('input', 'the lines of a stored event are not one event');
  return messages;
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
