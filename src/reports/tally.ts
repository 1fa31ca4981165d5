/** Summaries: how often each item came up. */
import type { Gatherer, Part, TallyPart } from './part.js';
import type { Reading } from './reading.js';
import type { Listing, Summary } from './report.js';

export function tallyGatherer(listing: Listing, summary: Summary): Gatherer<Reading> {
  const selects = summary.selects ?? listing.selects;
  let counts = new Map<string | number, number>();
  const add = (item: string | number): void => {
    counts.set(item, (counts.get(item) ?? 0) + 1);
  };
  return {
    add: (reading) => {
      if (selects?.(reading) !== false) summary.count(reading, add);
    },
    take: (): Part => {
      const part: Part = { kind: 'tally', counts };
      counts = new Map();
      return part;
    },
  };
}

/** Adds parts up in batch order, so that items stay in order of first appearance. */
export class Tally {
  readonly #counts = new Map<string | number, number>();

  add({ counts }: TallyPart): void {
    for (const [item, count] of counts) {
      const known = this.#counts.get(item);
      if (known !== undefined) this.#counts.set(item, known + count);
      else this.#counts.set(typeof item === 'string' ? detached(item) : item, count);
    }
  }

  /**
   * The most frequent first. Equal counts: texts in order of first appearance, numbers ascending (spec aureport 10).
   */
  sorted(): readonly (readonly [item: string | number, count: number])[] {
    return [...this.#counts].sort(
      ([a, m], [b, n]) => n - m || (typeof a === 'number' && typeof b === 'number' ? a - b : 0),
    );
  }
}

/** A copy of its own: a slice would keep the whole record it came from in memory. */
function detached(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
