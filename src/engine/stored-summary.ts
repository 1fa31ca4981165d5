/**
 * A summary of what stores hold: they count events by their columns, and only those are read here whose columns must not be
 * believed, or that a window of time might cut otherwise than they are stored.
 *
 *   stores ──count──▶ alike events × number ──▶ items ─┐
 *   stores ──odd events, as lines──▶ collector ────────┼──▶ items in order of first appearance ──▶ presenter
 *   streams that must be put together again ──scan─────┘
 */
import { alikeCounter } from '../reports/alike.js';
import type { Presenter } from '../reports/presenter.js';
import { surroundings } from '../reports/surroundings.js';
import { firstAt, valuesIn } from '../store/count.js';
import { orderOf, PlacedTally } from './placed-tally.js';
import { alikeReader } from './stored-alike.js';
import { askForOdd } from './stored-events.js';
import { placeOf, readPlaced } from './stored-places.js';
import { notesOf, type StoredRun } from './stored-run.js';

export async function runStoredSummary(run: StoredRun, presenter: Presenter): Promise<number> {
  const { job, asked, sources, latest } = run;
  const tally = new PlacedTally(await orderOf(sources, latest));
  const itemsOf = alikeCounter(job, surroundings(job));
  const alikeOf = alikeReader();
  const odd = askForOdd(run);
  /** Where it does not matter what came first, there may be as many as processes. */
  const anywhere = new Map<string | number, number>();
  for (const { store, questions } of asked) {
    for await (const counted of store.counts(questions)) {
      const valuesAt = valuesIn(counted);
      for (let i = 0; i < counted.length; i++) {
        const first = firstAt(counted, i);
        const count = counted.counts[i]!;
        for (const item of itemsOf(alikeOf(valuesAt(i))))
          if (first) tally.add(item, count, placeOf(first, tally), first.item);
          else anywhere.set(item, (anywhere.get(item) ?? 0) + count);
      }
    }
  }
  const said = await readPlaced(run, odd, tally, (part, place) => {
    if (part.kind !== 'tally') return;
    for (const [i, [item, count]] of [...part.counts].entries()) tally.add(item, count, place, i);
  });
  presenter.add({ part: { kind: 'tally', counts: anywhere }, messages: [] });
  presenter.add({ part: { kind: 'tally', counts: tally.counts() }, messages: [...notesOf(run), ...said] });
  return presenter.end({ spans: [], firstStamp: undefined });
}
