/** Events over time of what stores hold: they count events by second, and only those are read here that they do not count. */
import { alikeHistogram } from '../reports/alike.js';
import type { Presenter } from '../reports/presenter.js';
import { surroundings } from '../reports/surroundings.js';
import { alikesIn } from './stored-alike.js';
import { addUncounted, askForOdd } from './stored-events.js';
import { notesOf, type StoredRun } from './stored-run.js';

export async function runStoredHistogram(run: StoredRun, presenter: Presenter): Promise<number> {
  const { asked, job } = run;
  const bucketsOf = alikeHistogram(job, surroundings(job));
  const buckets = new Map<number, number>();
  presenter.add({ part: { kind: 'histogram', buckets: new Map() }, messages: notesOf(run) });
  const odd = askForOdd(run);
  for (const { store, questions } of asked)
    for await (const counted of store.counts(questions)) {
      const alikeAt = alikesIn(counted);
      for (let i = 0; i < counted.length; i++) {
        for (const start of bucketsOf(alikeAt(i), counted.values.sec?.[i] ?? 0))
          buckets.set(start, (buckets.get(start) ?? 0) + counted.counts[i]!);
      }
    }
  presenter.add({ part: { kind: 'histogram', buckets }, messages: [] });
  await addUncounted(run, odd, presenter);
  return presenter.end({ spans: [], firstStamp: undefined });
}
