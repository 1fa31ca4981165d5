/** Summaries: how often each item came up. */
import { TextTable } from '../bytes/text-table.js';
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

/** Adds parts up in batch order, so that items stay in order of first appearance. A summary counts texts or numbers, not both. */
export class Tally {
  readonly #texts = new TextTable();
  /** By place of the text. */
  readonly #textCounts: number[] = [];
  readonly #numbers = new Map<number, number>();

  add({ counts }: TallyPart): void {
    for (const [item, count] of counts) {
      if (typeof item === 'number') this.#numbers.set(item, (this.#numbers.get(item) ?? 0) + count);
      else this.#addText(item, count);
    }
  }

  #addText(text: string, count: number): void {
    const place = this.#texts.place(text);
    this.#textCounts[place] = (this.#textCounts[place] ?? 0) + count;
  }

  /**
   * The most frequent first. Equal counts: texts in order of first appearance, numbers ascending. There may be millions
   * of items, so they are handed out one by one.
   */
  *sorted(): Generator<readonly [item: string | number, count: number]> {
    yield* Array.from(this.#numbers).sort(([i, one], [j, other]) => other - one || i - j);
    const counts = this.#textCounts;
    const order = new Uint32Array(counts.length)
      .map((_, place) => place)
      .sort((i, j) => counts[j]! - counts[i]! || i - j);
    for (const place of order) yield [this.#texts.text(place), counts[place]!];
  }
}

/** A copy of its own: a slice would keep the whole record it came from in memory. */
function detached(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
