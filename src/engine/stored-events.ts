/** What is read of stores beside what they count: events whose columns do not say it all, streams that are put together again. */
import { createCollector } from '../reports/collector.js';
import type { Presenter } from '../reports/presenter.js';
import type { OddEvent } from '../store/count.js';
import { sourcesOf } from '../store/stream-source.js';
import { begun } from './begun.js';
import { scanEvents } from './event-scan.js';
import { LoneEvents } from './lone-events.js';
import { timeOf } from './stored-question.js';
import type { StoredRun } from './stored-run.js';

/** Some events at a time that a store does not count. */
export type OddEvents = AsyncIterable<readonly OddEvent[]>;

/** Of each store. They are asked for at once: it finds them while its counts are looked at here. */
export function askForOdd({ asked }: StoredRun): readonly OddEvents[] {
  return asked.flatMap(({ store, questions: [question] }) => (question ? [begun(store.oddEvents(question))] : []));
}

/** The events that no store counts, of reports for which their order is all the same. */
export async function addUncounted(
  { job, timeout, interest, whole }: StoredRun,
  odd: readonly OddEvents[],
  to: Presenter,
): Promise<void> {
  const collector = await createCollector(job);
  const badStamp = (text: string): void =>
    to.add({ part: collector.take().part, messages: [`Error extracting time stamp (${text})\n`] });
  const lone = new LoneEvents({ timeout, badStamp, each: (event) => collector.event(event) });
  for (const blocks of odd) for await (const events of blocks) for (const { raw } of events) lone.read(raw);
  lone.end();
  // The logs of a stream together, others for themselves.
  for (const stream of whole)
    await scanEvents({
      sources: sourcesOf(stream, interest),
      ...{ timeout, badStamp, ...timeOf(job) },
      each: (event) => collector.event(event),
    });
  to.add(collector.take());
}
