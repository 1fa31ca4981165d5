/** Which events are looked at: those that have the chosen items, lie in the chosen time and hold the text. */
import type { PageContents } from '../contents.js';

export interface Choice {
  /** By facet: the item that events must have. */
  readonly items: ReadonlyMap<number, number>;
  /** Milliseconds since the epoch. */
  readonly time: readonly [from: number, to: number] | undefined;
  readonly outcome: number | undefined;
  readonly text: string;
}

export const everything: Choice = { items: new Map(), time: undefined, outcome: undefined, text: '' };

export function withItem(choice: Choice, facet: number, item: number): Choice {
  const items = new Map(choice.items);
  if (items.get(facet) === item) items.delete(facet);
  else items.set(facet, item);
  return { ...choice, items };
}

/** Indexes of events, in order. */
export function selected({ events, facets }: PageContents, choice: Choice): Uint32Array {
  const found = new Uint32Array(events.time.length);
  const [from, to] = choice.time ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const text = choice.text.toLowerCase();
  let count = 0;
  for (let e = 0; e < found.length; e++) {
    const time = events.time[e] ?? 0;
    if (time < from || time > to) continue;
    if (choice.outcome !== undefined && events.outcome[e] !== choice.outcome) continue;
    if (text !== '' && !(events.sentence[e] ?? '').toLowerCase().includes(text)) continue;
    let hasAll = true;
    for (const [facet, item] of choice.items) {
      const column = facets[facet];
      hasAll &&= column?.ids.slice(column.offsets[e], column.offsets[e + 1]).includes(item) === true;
    }
    if (hasAll) found[count++] = e;
  }
  return found.subarray(0, count);
}

/** How often each item of a facet comes up in these events. */
export function counted({ facets }: PageContents, facet: number, events: Uint32Array): Uint32Array {
  const column = facets[facet];
  const counts = new Uint32Array(column?.items.length ?? 0);
  if (!column) return counts;
  for (const e of events) {
    const end = column.offsets[e + 1] ?? 0;
    for (let i = column.offsets[e] ?? 0; i < end; i++) {
      const item = column.ids[i] ?? 0;
      counts[item] = (counts[item] ?? 0) + 1;
    }
  }
  return counts;
}
