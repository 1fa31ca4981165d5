/**
 * The parts of one report that is told again and again while more come in: counts are added up, of rows only the newest
 * are kept, so what is held grows with what there is to tell and not with the time.
 */
import { joinedLines } from './line-block.js';
import type { OverviewPart, Part } from './part.js';

export class PartBook {
  readonly #mostRows: number;
  #parts: Part[] = [];

  /** `mostRows`: more than are ever shown at a time. */
  constructor(mostRows: number) {
    this.#mostRows = mostRows;
  }

  /** In order. */
  add(part: Part): void {
    const last = this.#parts.at(-1);
    const sum = last && this.#sum(last, part);
    if (sum) this.#parts[this.#parts.length - 1] = sum;
    else this.#parts.push(part);
  }

  get parts(): readonly Part[] {
    return this.#parts;
  }

  /** Forgets what was added. */
  clear(): void {
    this.#parts = [];
  }

  /** Both as one; undefined where they have to be kept one by one. */
  #sum(one: Part, other: Part): Part | undefined {
    if (one.kind === 'tally' && other.kind === 'tally')
      return { kind: 'tally', counts: added(one.counts, other.counts) };
    if (one.kind === 'histogram' && other.kind === 'histogram')
      return { kind: 'histogram', buckets: added(one.buckets, other.buckets) };
    if (one.kind === 'overview' && other.kind === 'overview') return overviewSum(one, other);
    if (one.kind === 'lines' && other.kind === 'lines') return joinedLines(one, other, this.#mostRows);
    if (one.kind === 'rows' && other.kind === 'rows')
      return { kind: 'rows', rows: [...one.rows, ...other.rows].slice(-this.#mostRows) };
    return one.kind === 'spans' ? other : undefined;
  }
}

type Counts<K> = Iterable<readonly [key: K, count: number]>;

/** Keys in order of first appearance. */
function added<K extends number | string>(one: Counts<K>, other: Counts<K>): Map<K, number> {
  const sum = new Map(one);
  for (const [key, count] of other) sum.set(key, (sum.get(key) ?? 0) + count);
  return sum;
}

function overviewSum(one: OverviewPart, other: OverviewPart): OverviewPart {
  return {
    kind: 'overview',
    counters: one.counters.map((count, i) => count + (other.counters[i] ?? 0)),
    distinct: one.distinct.map((set, i) => new Set([...set, ...(other.distinct[i] ?? [])])),
  };
}
