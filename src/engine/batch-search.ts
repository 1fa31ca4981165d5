/**
 * A search's way through the events of a batch. Most are not looked at: where all match, or where one of the same shape
 * (`log/parts/batch-shapes.ts`) was looked at before, and what is written is lines of the log or was written before.
 *
 *     events   a   b   a   a   c   b   a        `a` matches, `b` does not
 *              look at     copy    look at
 *                  look at         pass over
 */
import type { Out } from '../bytes/out.js';
import { type Batch, bytesOf, type EventPlace, eventAt } from '../log/batch.js';
import {
  EVENT,
  EVENT_LINES,
  EVENT_MILLI,
  EVENT_SEC,
  EVENT_SERIAL,
  LINE,
  LINE_KIND,
  typeOfKind,
} from '../log/batch-layout.js';
import type { AuditEvent } from '../log/event.js';
import { BatchShapes } from '../log/parts/batch-shapes.js';
import type { Formatter, Repeat } from '../output/formatter.js';
import { AVC, USER_AVC } from '../tables/generated/record-type.js';

export interface BatchSearchOptions {
  readonly formatter: Formatter;
  readonly matches: (event: AuditEvent) => boolean;
  /** Whether an event of this second may match. */
  readonly isInTime: (sec: number) => boolean;
  /** Every event in that time matches. */
  readonly takesAll: boolean;
  /** Events of a shape in that time all match, or none does. */
  readonly isByShape: boolean;
  /** How much has been said on standard error: what matching says of an event it says of each of its shape. */
  readonly said: () => number;
}

/** What is known of the events of a shape. */
interface Known {
  readonly matches: boolean;
  /** Writes one; undefined: they are copied, or written each for itself. */
  readonly write?: Repeat | undefined;
}

/** Events that are looked at before shapes are asked for: to make the kernel that finds them takes as long (5 ms). */
const FEW = 200;

const MATCHES: Known = { matches: true };
const FAILS: Known = { matches: false };

export class BatchSearch {
  readonly #options: BatchSearchOptions;
  readonly #usesShapes: boolean;
  #shapes: BatchShapes<Known> | undefined;
  #looked = 0;

  constructor(options: BatchSearchOptions) {
    const { formatter, takesAll, isByShape } = options;
    this.#options = options;
    this.#usesShapes = takesAll ? !formatter.copy && formatter.repeat !== undefined : isByShape;
  }

  /** Writes the events that match; returns how many. */
  process(batch: Batch, out: Out): number {
    const { formatter } = this.#options;
    const { events } = batch;
    const bytes = bytesOf(batch);
    let shapes = this.#shapesIn(batch);
    let matched = 0;
    let copied: EventPlace | undefined;
    for (let i = 0, line = 0; i < events.length; i += EVENT) {
      const next = line + events[i + EVENT_LINES]! * LINE;
      const shape = shapes?.[i / EVENT] ?? 0;
      const known = this.#known(batch, i, shape, line, next);
      const isCopied = known === MATCHES && formatter.copy !== undefined;
      if (isCopied) copied ??= { event: i, line };
      else if (copied) {
        formatter.copy?.(batch, copied, { event: i, line }, out);
        copied = undefined;
      }
      if (known === undefined) {
        matched += this.#look(eventAt(batch, bytes, i, line), shape, out);
        if (this.#looked === FEW) shapes = this.#shapesIn(batch);
      } else if (known.matches) {
        matched++;
        if (known.write) {
          known.write(
            { sec: events[i + EVENT_SEC]!, milli: events[i + EVENT_MILLI]!, serial: events[i + EVENT_SERIAL]! },
            out,
          );
        } else if (!isCopied) formatter.event(eventAt(batch, bytes, i, line), out);
      }
      line = next;
    }
    if (copied) formatter.copy?.(batch, copied, { event: events.length, line: batch.lines.length }, out);
    return matched;
  }

  /** By event; undefined: there are none yet, or it is too much for them. */
  #shapesIn(batch: Batch): Int32Array | undefined {
    if (!this.#usesShapes || this.#looked < FEW) return undefined;
    this.#shapes ??= new BatchShapes<Known>();
    return this.#shapes.read(batch) ? this.#shapes.shapes : undefined;
  }

  /** Undefined: the event has to be looked at. */
  #known({ events, lines }: Batch, i: number, shape: number, line: number, end: number): Known | undefined {
    const { isInTime, takesAll, formatter } = this.#options;
    if (!isInTime(events[i + EVENT_SEC]!)) return FAILS;
    if (takesAll && formatter.copy) return holdsOverwritten(lines, line, end) ? undefined : MATCHES;
    return shape === 0 ? undefined : this.#shapes?.known.get(shape);
  }

  /** Matches and writes one event, and notes what of it holds for its shape. Returns how many events match. */
  #look(event: AuditEvent, shape: number, out: Out): number {
    const { formatter, matches, takesAll, said } = this.#options;
    this.#looked++;
    const before = said();
    const isPlain = takesAll && !event.records.some(({ type }) => isOverwritten(type));
    const isMatch = isPlain || matches(event);
    const isSilent = said() === before;
    if (isMatch) formatter.event(event, out);
    const known = isMatch ? this.#knownMatch(event) : FAILS;
    if (shape !== 0 && isSilent && known) this.#shapes?.known.set(shape, known);
    return Number(isMatch);
  }

  #knownMatch({ records }: AuditEvent): Known | undefined {
    const { formatter } = this.#options;
    if (records.some(({ isOverwritten }) => isOverwritten)) return undefined;
    if (!formatter.repeat) return MATCHES;
    const write = formatter.repeat();
    return write && { matches: true, write };
  }
}

/** BUG? Reading a record of these types overwrites a byte of it, which shows, even where nothing is asked of it. */
function isOverwritten(type: number): boolean {
  return type === AVC || type === USER_AVC;
}

function holdsOverwritten(lines: Int32Array, from: number, to: number): boolean {
  for (let line = from; line < to; line += LINE) if (isOverwritten(typeOfKind(lines[line + LINE_KIND]!))) return true;
  return false;
}
