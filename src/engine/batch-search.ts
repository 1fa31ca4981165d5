/**
 * A search's way through the events of a batch where shapes (pattern-search.ts) are no help: each is looked at. Where all match that
 * are in time and what is written is the log itself, they are copied.
 */
import type { Out } from '../bytes/out.js';
import { type Batch, bytesOf, type EventPlace, eventAt } from '../log/batch.js';
import { EVENT, kindAt, LINE, linesEnd, secAt, typeOfKind } from '../log/batch-layout.js';
import { isOverwritten, type LookOptions, lookAt } from './event-look.js';

export interface BatchSearchOptions extends LookOptions {
  /** Whether an event of this second may match. */
  readonly isInTime: (sec: number) => boolean;
  /** Some event may be of another time. */
  readonly asksTime: boolean;
}

export class BatchSearch {
  readonly #options: BatchSearchOptions;
  readonly #takesRaw: boolean;

  constructor(options: BatchSearchOptions) {
    this.#options = options;
    this.#takesRaw = options.takesAll && !options.asksTime && options.formatter.isRaw === true;
  }

  /** Writes the events that match; returns how many. */
  process(batch: Batch, out: Out): number {
    const { events, lines } = batch;
    const end = { event: events.length, line: lines.length };
    let matched = 0;
    let at: EventPlace = { event: 0, line: 0 };
    while (this.#takesRaw && batch.writeRaw && at.event < end.event) {
      const odd = batch.writeRaw(at, out);
      matched += (odd.event - at.event) / EVENT;
      if (odd.event === end.event) return matched;
      at = placeBehind(batch, odd);
      matched += this.#processEach(batch, odd, at, out);
    }
    return matched + this.#processEach(batch, at, end, out);
  }

  #processEach(batch: Batch, from: EventPlace, to: EventPlace, out: Out): number {
    const { formatter, isInTime, takesAll } = this.#options;
    const { events, lines } = batch;
    const bytes = bytesOf(batch);
    let matched = 0;
    let copied: EventPlace | undefined;
    for (let i = from.event, line = from.line; i < to.event; i += EVENT) {
      const next = linesEnd(events, i, line);
      const isInside = isInTime(secAt(events, i));
      const isCopied = isInside && takesAll && formatter.copy !== undefined && !holdsOverwritten(lines, line, next);
      if (isCopied) copied ??= { event: i, line };
      else if (copied) {
        formatter.copy?.(batch, copied, { event: i, line }, out);
        copied = undefined;
      }
      if (isCopied) matched++;
      else if (isInside) matched += Number(lookAt(eventAt(batch, bytes, i, line), this.#options, out).isMatch);
      line = next;
    }
    if (copied) formatter.copy?.(batch, copied, to, out);
    return matched;
  }
}

function placeBehind({ events }: Batch, { event, line }: EventPlace): EventPlace {
  return { event: event + EVENT, line: linesEnd(events, event, line) };
}

function holdsOverwritten(lines: Int32Array, from: number, to: number): boolean {
  for (let line = from; line < to; line += LINE) if (isOverwritten(typeOfKind(kindAt(lines, line)))) return true;
  return false;
}
