/** Events over time of what stores hold: they count events by second, and only odd ones are read here (`stored-summary.ts`). */
import type { Source } from '../input/source.js';
import { alikeHistogram, histogramReads } from '../reports/alike.js';
import { createCollector } from '../reports/collector.js';
import type { Presenter } from '../reports/presenter.js';
import { surroundings } from '../reports/surroundings.js';
import type { OddEvent } from '../store/count.js';
import { sourcesOf } from '../store/stream-source.js';
import { scanEvents } from './event-scan.js';
import {
  alikeOf,
  countQuestion,
  linesSource,
  notesOf,
  type StoredSummary,
  streamsToRead,
  timeOf,
} from './stored-summary.js';

/** Undefined: nothing of it can be counted by the stores. */
export async function runStoredHistogram(run: StoredSummary, presenter: Presenter): Promise<number | undefined> {
  const { stores, timeout, job } = run;
  if (!histogramReads(job)) return undefined;
  const whole = await streamsToRead(run);
  const interest = { ...timeOf(job), timeout };
  const bucketsOf = alikeHistogram(job, surroundings(job));
  const buckets = new Map<number, number>();
  const read: (readonly Source[])[] = [];
  presenter.add({ part: { kind: 'histogram', buckets: new Map() }, messages: notesOf(stores) });
  for (const { streams, ...store } of stores) {
    const counted = streams.filter((stream) => !whole.has(stream));
    const question = countQuestion(job, counted.length < streams.length ? counted.map(({ name }) => name) : undefined);
    if (!question || counted.length === 0) continue;
    for (const { values, count } of await store.count(question))
      for (const start of bucketsOf(alikeOf(values), values.sec ?? 0))
        buckets.set(start, (buckets.get(start) ?? 0) + count);
    read.push([linesSource(linesOf(store.oddEvents(question)))]);
  }
  presenter.add({ part: { kind: 'histogram', buckets }, messages: [] });
  for (const stream of whole) read.push(sourcesOf(stream, interest));
  await addRead(read, run, presenter);
  return presenter.end({ spans: [], firstStamp: undefined });
}

async function* linesOf(odd: AsyncIterable<OddEvent>): AsyncGenerator<Buffer> {
  for await (const { raw } of odd) yield Buffer.from(raw.buffer, raw.byteOffset, raw.length);
}

/** The logs of a stream together, others for themselves. */
async function addRead(
  read: readonly (readonly Source[])[],
  { job, timeout }: StoredSummary,
  to: Presenter,
): Promise<void> {
  const collector = await createCollector(job);
  for (const sources of read)
    await scanEvents({
      sources,
      timeout,
      ...timeOf(job),
      badStamp: (text) =>
        to.add({ part: collector.take().part, messages: [`Error extracting time stamp (${text})\n`] }),
      each: (event) => collector.event(event),
    });
  to.add(collector.take());
}
