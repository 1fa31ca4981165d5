/**
 * A search's way through the events of a batch where its format knows how events of a shape are written (`log/parts/pattern.ts`):
 * one of each shape is looked at, the kernel writes the others, or passes over them.
 */
import type { Out } from '../bytes/out.js';
import { type Batch, bytesOf, type EventPlace, eventAt } from '../log/batch.js';
import { EVENT, linesEnd, secAt } from '../log/batch-layout.js';
import { FirstSight } from '../log/parts/first-sight.js';
import type { Patterns } from '../log/parts/pattern.js';
import { PatternWriter } from '../log/parts/pattern-writer.js';
import { type Look, type LookOptions, lookAt } from './event-look.js';

export interface PatternSearchOptions extends LookOptions {
  readonly patterns: Patterns;
  /** Those of other seconds do not match; inclusive. */
  readonly seconds: { readonly from: number; readonly to: number };
  /** See `SearchWorkOptions`. */
  readonly isOftenNew?: boolean | undefined;
}

/** See `Patterns.few`: where an event is put into other words. */
const FEW = 40;
/** Shapes that are remembered at first sight where many do not come again. */
const FEW_AT_ONCE = 200;
/** One event that is looked at takes as long as so many in the kernel. */
const SELDOM = 10;
/** Events by which that is decided. */
interface Stretch {
  /** Of the first ones of a log many are new, of some later batches, too. */
  readonly usual: number;
  /** Where most are new. */
  readonly mostlyNew: number;
}
const STRETCH: Stretch = { usual: 1 << 16, mostlyNew: 1 << 12 };

export class PatternSearch {
  readonly #options: PatternSearchOptions;
  #writer: PatternWriter | undefined;
  #looked = 0;
  #isQuick = true;
  // Of the stretch so far.
  #seen = 0;
  #seenNew = 0;
  readonly #stretch: Stretch;

  constructor(options: PatternSearchOptions, stretch: Stretch = STRETCH) {
    this.#options = options;
    this.#stretch = stretch;
  }

  /** Whether few events of the last stretch were looked at; true before there is one. */
  get isQuick(): boolean {
    return this.#isQuick;
  }

  /** Writes the events that match; returns how many. */
  process(batch: Batch, out: Out): number {
    const looked = this.#looked;
    const matched = this.#write(batch, out);
    this.#seen += batch.events.length / EVENT;
    this.#seenNew += this.#looked - looked;
    const { usual, mostlyNew } = this.#stretch;
    if (this.#seen >= (this.#seenNew * 2 > this.#seen ? mostlyNew : usual)) {
      this.#isQuick = this.#seenNew * SELDOM < this.#seen;
      this.#seen = 0;
      this.#seenNew = 0;
    }
    return matched;
  }

  #write(batch: Batch, out: Out): number {
    const bytes = bytesOf(batch);
    let matched = 0;
    let at: EventPlace = { event: 0, line: 0 };
    while (at.event < batch.events.length) {
      if (this.#isWorth(batch, at) && this.#begin(batch, at)) return matched + this.#writeRest(batch, bytes, out);
      if (this.#isInTime(batch, at)) matched += Number(this.#look(batch, bytes, at, out).isMatch);
      at = { event: at.event + EVENT, line: linesEnd(batch.events, at.event, at.line) };
    }
    return matched;
  }

  /** Inside of a batch only where as many are left in it: it may be the last one. */
  #isWorth({ events }: Batch, { event }: EventPlace): boolean {
    const { few = FEW } = this.#options.patterns;
    const isOften = this.#writer !== undefined || event === 0 || events.length - event > few * EVENT;
    return this.#looked >= few && isOften;
  }

  /** False for a batch with too much in it. */
  #begin(batch: Batch, at: EventPlace): boolean {
    const { patterns, seconds, isOftenNew } = this.#options;
    this.#writer ??= new PatternWriter(patterns, seconds, new FirstSight(isOftenNew ? FEW_AT_ONCE : undefined));
    return this.#writer.begin(batch, at);
  }

  #writeRest(batch: Batch, bytes: Buffer, out: Out): number {
    const { patterns } = this.#options;
    const writer = this.#writer;
    let matched = 0;
    for (let at = writer?.next(out); writer && at; at = writer.next(out)) {
      const { isMatch, isLasting } = this.#look(batch, bytes, at, out, writer.isWorth);
      matched += Number(isMatch);
      writer.learn((_, isWorth) => {
        if (!isLasting) return undefined;
        if (!isMatch) return 'no match';
        return isWorth ? patterns.pattern() : undefined;
      });
    }
    return matched + (writer?.count ?? 0);
  }

  #look(batch: Batch, bytes: Buffer, { event, line }: EventPlace, out: Out, isWorth?: boolean): Look {
    this.#looked++;
    return lookAt(eventAt(batch, bytes, event, line), this.#options, out, isWorth);
  }

  #isInTime({ events }: Batch, { event }: EventPlace): boolean {
    const { from, to } = this.#options.seconds;
    const sec = secAt(events, event);
    return sec >= from && sec <= to;
  }
}
