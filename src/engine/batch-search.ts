/**
 * A search's way through the events of a batch. Most are not looked at: where all match, or where one of the same shape
 * (`log/parts/batch-shapes.ts`) was looked at before, and what is written is lines of the log.
 *
 *     events   a   b   a   a   c   b   a        `a` matches, `b` does not
 *              look at     copy    look at
 *                  look at         pass over
 */
import type { Out } from '../bytes/out.js';
import { type Batch, bytesOf, type EventPlace, eventAt } from '../log/batch.js';
import { EVENT, kindAt, LINE, linesEnd, secAt, typeOfKind } from '../log/batch-layout.js';
import type { AuditEvent } from '../log/event.js';
import { BatchShapes } from '../log/parts/batch-shapes.js';
import { isOverwritten, type LookOptions, lookAt } from './event-look.js';

export interface BatchSearchOptions extends LookOptions {
  /** Whether an event of this second may match. */
  readonly isInTime: (sec: number) => boolean;
  /** Some event may be of another time. */
  readonly asksTime: boolean;
  /** Events of a shape in that time all match, or none does. */
  readonly isByShape: boolean;
}

/** What is known of the events of a shape. */
interface Known {
  readonly matches: boolean;
}

/**
 * Events that are looked at before shapes are asked for, and that are left of a batch in which they are: to make the kernel that
 * finds them takes as long (5 ms).
 */
const FEW = 200;

const MATCHES: Known = { matches: true };
const FAILS: Known = { matches: false };

export class BatchSearch {
  readonly #options: BatchSearchOptions;
  readonly #usesShapes: boolean;
  readonly #takesRaw: boolean;
  #shapes: BatchShapes<Known> | undefined;
  #looked = 0;

  constructor(options: BatchSearchOptions) {
    this.#options = options;
    this.#usesShapes = !options.takesAll && options.isByShape;
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
    const { formatter } = this.#options;
    const { events } = batch;
    const bytes = bytesOf(batch);
    let shapes = this.#shapesIn(batch);
    let matched = 0;
    let copied: EventPlace | undefined;
    for (let i = from.event, line = from.line; i < to.event; i += EVENT) {
      const next = linesEnd(events, i, line);
      const shape = shapes?.shape(i / EVENT) ?? 0;
      const known = this.#known(batch, i, shape, line, next);
      const isCopied = known === MATCHES && formatter.copy !== undefined;
      if (isCopied) copied ??= { event: i, line };
      else if (copied) {
        formatter.copy?.(batch, copied, { event: i, line }, out);
        copied = undefined;
      }
      if (known === undefined) {
        matched += this.#look(eventAt(batch, bytes, i, line), shape, out);
        if (this.#looked === FEW && to.event - i > FEW * EVENT) shapes = this.#shapesIn(batch);
      } else if (known.matches) {
        matched++;
        if (!isCopied) formatter.event(eventAt(batch, bytes, i, line), out);
      }
      line = next;
    }
    if (copied) formatter.copy?.(batch, copied, to, out);
    return matched;
  }

  /** By event; undefined: there are none yet, or it is too much for them. */
  #shapesIn(batch: Batch): BatchShapes<Known> | undefined {
    if (!this.#usesShapes || this.#looked < FEW) return undefined;
    this.#shapes ??= new BatchShapes<Known>();
    return this.#shapes.read(batch) ? this.#shapes : undefined;
  }

  /** Undefined: the event has to be looked at. */
  #known({ events, lines }: Batch, i: number, shape: number, line: number, end: number): Known | undefined {
    const { isInTime, takesAll, formatter } = this.#options;
    if (!isInTime(secAt(events, i))) return FAILS;
    if (takesAll && formatter.copy) return holdsOverwritten(lines, line, end) ? undefined : MATCHES;
    return shape === 0 ? undefined : this.#shapes?.known.get(shape);
  }

  /** Notes what of an event holds for its shape. Returns how many events match. */
  #look(event: AuditEvent, shape: number, out: Out): number {
    this.#looked++;
    const { isMatch, isLasting } = lookAt(event, this.#options, out);
    if (shape !== 0 && isLasting) this.#shapes?.known.set(shape, isMatch ? MATCHES : FAILS);
    return Number(isMatch);
  }
}

function placeBehind({ events }: Batch, { event, line }: EventPlace): EventPlace {
  return { event: event + EVENT, line: linesEnd(events, event, line) };
}

function holdsOverwritten(lines: Int32Array, from: number, to: number): boolean {
  for (let line = from; line < to; line += LINE) if (isOverwritten(typeOfKind(kindAt(lines, line)))) return true;
  return false;
}
