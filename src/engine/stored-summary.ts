/**
 * A summary of what stores hold: they count events by their columns, and only those are read here whose columns must not be
 * believed, or that a window of time might cut otherwise than they are stored.
 *
 *   stores ──count──▶ alike events × number ──▶ items ─┐
 *   stores ──odd events, as lines──▶ collector ────────┼──▶ items in order of first appearance ──▶ presenter
 *   streams that must be put together again ──scan─────┘
 */
import { alikeCounter } from '../reports/alike.js';
import type { ItemCounts } from '../reports/part.js';
import type { Presenter } from '../reports/presenter.js';
import { surroundings } from '../reports/surroundings.js';
import type { CountedRows } from '../store/count.js';
import { orderOf, PlacedTally } from './placed-tally.js';
import { alikesIn } from './stored-alike.js';
import { askForOdd } from './stored-events.js';
import { placesIn, readPlaced } from './stored-places.js';
import { notesOf, type StoredRun } from './stored-run.js';

export async function runStoredSummary(run: StoredRun, presenter: Presenter): Promise<number> {
  const { job, asked, sources, latest } = run;
  const tally = new PlacedTally(await orderOf(sources, latest));
  const countItems = alikeCounter(job, surroundings(job));
  const odd = askForOdd(run);
  /** Where it does not matter what came first, there may be as many as processes. */
  const anywhere = new Map<string | number, number>();
  const addRows = (counted: CountedRows): void => {
    const { length, counts, firsts } = counted;
    const alikeAt = alikesIn(counted);
    const placeAt = firsts && placesIn(firsts, tally);
    let at = 0;
    const add = (item: string | number): void => {
      if (placeAt) tally.add(item, counts[at]!, placeAt(at), firsts.item[at]!);
      else anywhere.set(item, (anywhere.get(item) ?? 0) + counts[at]!);
    };
    for (; at < length; at++) countItems(alikeAt(at), add);
  };
  for (const { store, questions } of asked) for await (const counted of store.counts(questions)) addRows(counted);
  const said = await readPlaced(run, odd, tally, (part, place) => {
    if (part.kind !== 'tally') return;
    for (const [i, [item, count]] of [...part.counts].entries()) tally.add(item, count, place, i);
  });
  const present = (counts: ItemCounts, messages: readonly string[]): void =>
    presenter.add({ part: { kind: 'tally', counts }, messages });
  if (anywhere.size > 0) present(anywhere, []);
  present(tally.counts(), [...notesOf(run), ...said]);
  return presenter.end({ spans: [], firstStamp: undefined });
}
