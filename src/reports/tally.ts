/** Summaries: how often each item came up. */
import { TextTable } from '../bytes/text-table.js';
import type { Gatherer, ItemCounts, Part, Repeat, TallyPart } from './part.js';
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
  /** The only part until there is another one: its items are not looked up. */
  #only: ItemCounts | undefined;
  #hasSeveral = false;

  add({ counts }: TallyPart): void {
    if (!this.#only && !this.#hasSeveral) {
      this.#only = counts;
      return;
    }
    if (this.#only) this.#addAll(this.#only);
    this.#only = undefined;
    this.#hasSeveral = true;
    this.#addAll(counts);
  }

  #addAll(counts: ItemCounts): void {
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
    if (this.#only) {
      yield* sortedItems(this.#only);
      return;
    }
    yield* sortedNumbers(this.#numbers);
    const counts = this.#textCounts;
    for (const place of mostFirst(counts)) yield [this.#texts.text(place), counts[place]!];
  }
}

function* sortedItems(all: ItemCounts): Generator<readonly [item: string | number, count: number]> {
  const numbers = new Map<number, number>();
  const texts: string[] = [];
  const counts: number[] = [];
  for (const [item, count] of all)
    if (typeof item === 'number') numbers.set(item, count);
    else counts[texts.push(item) - 1] = count;
  yield* sortedNumbers(numbers);
  for (const place of mostFirst(counts)) yield [texts[place]!, counts[place]!];
}

function* sortedNumbers(all: ReadonlyMap<number, number>): Generator<readonly [item: number, count: number]> {
  const numbers = Float64Array.from(all.keys()).sort();
  const counts = Array.from(numbers, (number) => all.get(number) ?? 0);
  for (const place of mostFirst(counts)) yield [numbers[place]!, counts[place]!];
}

/** The places of the largest counts first, of equal ones in order. There are few different counts. */
function* mostFirst(counts: readonly number[]): Generator<number> {
  const places = new Map<number, number[]>();
  for (const [place, count] of counts.entries()) {
    const known = places.get(count);
    if (known) known.push(place);
    else places.set(count, [place]);
  }
  for (const count of Float64Array.from(places.keys()).sort().reverse()) yield* places.get(count) ?? [];
}

/** A copy of its own: a slice would keep the whole record it came from in memory. */
function detached(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
