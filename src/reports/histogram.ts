/** Events over time, for any report: how many it lists in each day, hour or minute of local time. */
import type { TimeLocale } from '../locale/locale.js';
import type { HistogramUnit } from './job.js';
import type { Gatherer, HistogramPart, Part } from './part.js';
import type { Reading } from './reading.js';
import type { Listing } from './report.js';

const SECONDS: Readonly<Record<HistogramUnit, number>> = { day: 86400, hour: 3600, minute: 60 };

/** The last second of the year 9999; hostile logs name later ones, which come together in the last span. */
const LAST_SECOND = 253402300799;

/** Without a listing every event is counted. Spans are told by where they begin on the local clock, as if it were UTC. */
export function histogramGatherer(
  listing: Listing | undefined,
  unit: HistogramUnit,
  locale: TimeLocale,
): Gatherer<Reading> {
  const length = SECONDS[unit];
  let buckets = new Map<number, number>();
  return {
    add: (reading) => {
      if (listing?.selects?.(reading) === false) return;
      const at = Math.min(reading.event.sec, LAST_SECOND);
      const local = at + locale.zone.span(at).type.offset;
      const start = Math.floor(local / length) * length;
      buckets.set(start, (buckets.get(start) ?? 0) + 1);
    },
    take: (): Part => {
      const part: Part = { kind: 'histogram', buckets };
      buckets = new Map();
      return part;
    },
  };
}

export interface HistogramBar {
  /** `2026-01-31`, `2026-01-31 14:00`; undefined stands for a long stretch without events. */
  readonly label: string | undefined;
  /** Seconds since the epoch. */
  readonly start: number | undefined;
  readonly count: number;
}

const LONGEST_PAUSE = 24; // spans without events that are still drawn one by one

export class Histogram {
  readonly #buckets = new Map<number, number>();
  readonly #unit: HistogramUnit;
  readonly #locale: TimeLocale;

  constructor(unit: HistogramUnit, locale: TimeLocale) {
    this.#unit = unit;
    this.#locale = locale;
  }

  add({ buckets }: HistogramPart): void {
    for (const [start, count] of buckets) this.#buckets.set(start, (this.#buckets.get(start) ?? 0) + count);
  }

  /** In order of time, short pauses filled with zeros. */
  bars(): readonly HistogramBar[] {
    const length = SECONDS[this.#unit];
    const bars: HistogramBar[] = [];
    let expected: number | undefined;
    for (const [start, count] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      const pause = expected === undefined ? 0 : (start - expected) / length;
      if (pause > LONGEST_PAUSE) bars.push({ label: undefined, start: undefined, count: 0 });
      else for (let i = pause; i > 0; i--) bars.push(this.#bar(start - i * length, 0));
      bars.push(this.#bar(start, count));
      expected = start + length;
    }
    return bars;
  }

  #bar(local: number, count: number): HistogramBar {
    const text = new Date(local * 1000).toISOString();
    const label = this.#unit === 'day' ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 16)}`;
    // The offset before the change of a clock that is changed in this very span; an hour's difference at most.
    const offset = this.#locale.zone.span(local - this.#locale.zone.span(local).type.offset).type.offset;
    return { label, start: local - offset, count };
  }
}
