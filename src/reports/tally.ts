/** Summaries: how often each item came up. */
import type { Gatherer, Part, Repeat, TallyPart } from './part.js';
import type { Reading } from './reading.js';
import type { Listing, Summary } from './report.js';

export function tallyGatherer(listing: Listing, summary: Summary): Gatherer<Reading> {
  const selects = summary.selects ?? listing.selects;
  let counts = new Map<string | number, number>();
  /** Of the event that was added last. */
  const items: (string | number)[] = [];
  const count = (item: string | number, times: number): void => {
    counts.set(item, (counts.get(item) ?? 0) + times);
  };
  const add = (item: string | number): void => {
    items.push(item);
    count(item, 1);
  };
  const repeat = (): Repeat => {
    const again = items.map((item) => (typeof item === 'string' ? detached(item) : item));
    return {
      again: (times) => {
        for (const item of again) count(item, times);
      },
    };
  };
  return {
    add: (reading) => {
      items.length = 0;
      if (selects?.(reading) !== false) summary.count(reading, add);
    },
    take: (): Part => {
      const part: Part = { kind: 'tally', counts };
      counts = new Map();
      return part;
    },
    ...(summary.differsInShape ? {} : { repeat }),
  };
}

/** Adds parts up in batch order, so that items stay in order of first appearance. */
export class Tally {
  /** Item → index in the other two. */
  readonly #indexes = new Map<string | number, number>();
  readonly #items: (string | number)[] = [];
  readonly #counts: number[] = [];

  add({ counts }: TallyPart): void {
    for (const [item, count] of counts) {
      const index = this.#indexes.get(item);
      if (index === undefined) this.#append(typeof item === 'string' ? detached(item) : item, count);
      else this.#counts[index]! += count;
    }
  }

  #append(item: string | number, count: number): void {
    this.#indexes.set(item, this.#items.length);
    this.#items.push(item);
    this.#counts.push(count);
  }

  /**
   * The most frequent first. Equal counts: texts in order of first appearance, numbers ascending. There may be millions
   * of items, so they are handed out one by one.
   */
  *sorted(): Generator<readonly [item: string | number, count: number]> {
    const items = this.#items;
    const counts = this.#counts;
    const order = Uint32Array.from(items.keys()).sort((i, j) => {
      const [a, b] = [items[i], items[j]];
      return counts[j]! - counts[i]! || (typeof a === 'number' && typeof b === 'number' ? a - b : i - j);
    });
    for (const index of order) yield [items[index]!, counts[index]!];
  }
}

/** A copy of its own: a slice would keep the whole record it came from in memory. */
function detached(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
