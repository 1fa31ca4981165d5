/** What is read of stores beside what they count: events whose columns do not say it all, streams that are put together again. */
import { chunkReader } from '../input/reader.js';
import { type Source, UNKNOWN_SPAN } from '../input/source.js';
import { createCollector } from '../reports/collector.js';
import type { Presenter } from '../reports/presenter.js';
import type { OddEvent } from '../store/count.js';
import { sourcesOf } from '../store/stream-source.js';
import { begun } from './begun.js';
import { scanEvents } from './event-scan.js';
import { timeOf } from './stored-question.js';
import type { StoredRun } from './stored-run.js';

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

export function linesOf({ raw }: OddEvent): Buffer {
  return Buffer.from(raw.buffer, raw.byteOffset, raw.length);
}

/** Of each store those that it does not count. They are asked for at once: it finds them while its counts are looked at here. */
export function askForOdd({ asked }: StoredRun): readonly AsyncIterable<OddEvent>[] {
  return asked.flatMap(({ store, questions: [question] }) => (question ? [begun(store.oddEvents(question))] : []));
}

/** The events that no store counts, of reports for which their order is all the same. */
export async function addUncounted(
  { job, timeout, interest, whole }: StoredRun,
  odd: readonly AsyncIterable<OddEvent>[],
  to: Presenter,
): Promise<void> {
  const collector = await createCollector(job);
  const read: (readonly Source[])[] = odd.map((events) => [linesSource(eachLines(events))]);
  // The logs of a stream together, others for themselves.
  for (const stream of whole) read.push(sourcesOf(stream, interest));
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

async function* eachLines(odd: AsyncIterable<OddEvent>): AsyncGenerator<Buffer> {
  for await (const event of odd) yield linesOf(event);
}
