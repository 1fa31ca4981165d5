/**
 * Events that are the same but for time, serial number and passing values have one shape; nearly all that logs tell was
 * told before. What was made of an event serves for all of its shape that have the same in the passing values that were
 * looked at. Finding a shape takes a tenth of the time of normalizing.
 */
import type { AuditEvent } from '../log/event.js';
import { EventParts, type Range, type RecordParts } from '../log/parts/event-parts.js';
import { FirstSight } from '../log/parts/first-sight.js';

/** A log is hostile input. */
const STEPS_KEPT = 20_000;
/** Of all values together. */
const BYTES_KEPT = 1 << 23;

/** A step on the way of ranges, and then of passing values, that leads to what was kept. */
interface Step<T> {
  /** Of the range before it. */
  readonly number: number;
  /** The steps after this one, where there are several. */
  next: Map<number, Step<T>> | undefined;
  /** The one that was taken last: mostly the only one. */
  recent: Step<T> | undefined;
  /** An event's records have ended here; keeping a value is worth it (`FirstSight`). */
  isEnd: boolean;
  isWorth: boolean;
  value: T | undefined;
  /** The passing values that were looked at, by bit, in events whose records end here. */
  asks: number;
}

function newStep<T>(number: number): Step<T> {
  return { number, next: undefined, recent: undefined, isEnd: false, isWorth: false, value: undefined, asks: 0 };
}

export interface Kept<T> {
  readonly value: T;
  readonly asks: number;
}

/** `T`: what is kept for a shape, `N`: for a range. */
export class EventShapes<T, N = never> {
  /** Of the event that `get` was last asked about. */
  readonly parts: EventParts<N> = new EventParts();
  readonly #byNode = new Map<string | undefined, Step<T>>();
  readonly #firstSight = new FirstSight();
  #size = 0;
  #bytes = 0;
  // Of the same event: behind its last record, and behind the passing values that matter.
  #shape: Step<T> | undefined;
  #found: Step<T> | undefined;

  /**
   * What was kept for an event like this. `isWorth`: whether keeping something for it is worth it, where somebody else has looked
   * whether events come again; if not, its `parts` are not read.
   */
  get(event: AuditEvent, isWorth?: boolean): T | undefined {
    const { parts } = this;
    this.#shape = undefined;
    this.#found = undefined;
    if (isWorth === false) return undefined;
    parts.read(event);
    if (this.#size > STEPS_KEPT || this.#bytes > BYTES_KEPT) this.#forget();
    let step = parts.count === 0 ? undefined : this.#firstStep(event.node);
    for (let i = 0; i < parts.count && step !== undefined; i++) step = this.#record(step, parts.records[i]!);
    if (step !== undefined && !step.isWorth) this.#note(step, isWorth);
    this.#shape = step;
    this.#found = step && this.#asked(step);
    return this.#found?.value;
  }

  /** Whether a value for events like the one that `get` was last asked about can be kept, and is worth making. */
  get keeps(): boolean {
    return this.#shape?.isWorth === true;
  }

  /** What is kept for the event that `get` was last asked about, and the passing values that it goes with, by bit. */
  get last(): Kept<T> | undefined {
    const value = this.#found?.value;
    return value === undefined || this.#shape === undefined ? undefined : { value, asks: this.#shape.asks };
  }

  /**
   * Keeps a value of so many bytes for events like the one that `get` was last asked about, if it `keeps` any. `looked`: where the
   * values of passing fields that it depends on begin in the bytes of their records.
   */
  keep(value: T, bytes: number, looked: readonly number[]): void {
    const shape = this.#shape;
    if (!shape?.isWorth) return;
    this.#bytes += bytes;
    const asks = this.#bitsOf(looked) | shape.asks;
    if (asks !== shape.asks) {
      shape.asks = asks;
      this.#found = this.#asked(shape);
    }
    if (this.#found !== undefined) this.#found.value = value;
  }

  #note(end: Step<T>, isWorth?: boolean): void {
    end.isWorth = isWorth ?? (end.isEnd || this.#firstSight.isWorth());
    if (end.isEnd) this.#firstSight.cameAgain();
    end.isEnd = true;
  }

  /** The step behind the values that the shape asks for. */
  #asked(shape: Step<T>): Step<T> | undefined {
    let step: Step<T> | undefined = shape;
    for (let i = 0; shape.asks >> i > 0 && step !== undefined; i++) {
      if ((shape.asks >> i) & 1) step = this.#behind(step, this.parts.passingRange(i));
    }
    return step;
  }

  /** A field that only has the name of a passing one is part of the shape anyway. */
  #bitsOf(looked: readonly number[]): number {
    let bits = 0;
    for (let i = 0; i < this.parts.passingCount; i++) if (looked.includes(this.parts.passingStart(i))) bits |= 1 << i;
    return bits;
  }

  #forget(): void {
    this.#byNode.clear();
    this.#size = 0;
    this.#bytes = 0;
  }

  #firstStep(node: string | undefined): Step<T> {
    let step = this.#byNode.get(node);
    if (step === undefined) {
      step = newStep(0);
      this.#byNode.set(node, step);
      this.#size++;
    }
    return step;
  }

  #record(step: Step<T>, { head, rest }: RecordParts<N>): Step<T> | undefined {
    const behindHead = head === undefined ? step : this.#behind(step, head);
    return behindHead && this.#behind(behindHead, rest);
  }

  #behind(step: Step<T>, range: Range<N> | undefined): Step<T> | undefined {
    if (range === undefined) return undefined;
    const { number } = range;
    const { recent } = step;
    if (recent?.number === number) return recent;
    let next = step.next?.get(number);
    if (next === undefined) {
      next = newStep(number);
      if (recent !== undefined) {
        step.next ??= new Map([[recent.number, recent]]);
        step.next.set(number, next);
      }
      this.#size++;
    }
    step.recent = next;
    return next;
  }
}
