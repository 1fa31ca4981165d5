/**
 * Events that are the same but for time, serial number and passing values have one shape; nearly all that logs tell was
 * told before. What was made of an event serves for all of its shape that have the same in the passing values that were
 * looked at. Finding a shape takes a tenth of the time of normalizing.
 */
import type { AuditEvent } from '../log/event.js';
import { EventParts, type Range, type RecordParts } from '../log/parts/event-parts.js';

/** A log is hostile input. */
const STEPS_KEPT = 20_000;

/** A step on the way of ranges, and then of passing values, that leads to what was kept. */
interface Step<T> {
  /** Of the range before it. */
  readonly number: number;
  next: Map<number, Step<T>> | undefined;
  /** The step after this one that was taken last: mostly the only one. */
  recent: Step<T> | undefined;
  value: T | undefined;
  /** The passing values that were looked at, by bit, in events whose records end here. */
  asks: number;
}

function newStep<T>(number: number): Step<T> {
  return { number, next: undefined, recent: undefined, value: undefined, asks: 0 };
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
  #size = 0;
  // Of the same event: behind its last record, and behind the passing values that matter.
  #shape: Step<T> | undefined;
  #found: Step<T> | undefined;

  /** What was kept for an event like this. */
  get(event: AuditEvent): T | undefined {
    const { parts } = this;
    parts.read(event);
    if (this.#size > STEPS_KEPT) this.forget();
    let step = parts.count === 0 ? undefined : this.#firstStep(event.node);
    for (let i = 0; i < parts.count && step !== undefined; i++) step = this.#record(step, parts.records[i]!);
    this.#shape = step;
    this.#found = step && this.#asked(step);
    return this.#found?.value;
  }

  /** What is kept for the event that `get` was last asked about, and the passing values that it goes with, by bit. */
  get last(): Kept<T> | undefined {
    const value = this.#found?.value;
    return value === undefined || this.#shape === undefined ? undefined : { value, asks: this.#shape.asks };
  }

  /**
   * Keeps a value for events like the one that `get` was last asked about. `looked`: where the values of passing fields
   * that it depends on begin in the bytes of their records.
   */
  keep(value: T, looked: readonly number[]): void {
    const shape = this.#shape;
    if (shape === undefined) return;
    const asks = this.#bitsOf(looked) | shape.asks;
    if (asks !== shape.asks) {
      shape.asks = asks;
      this.#found = this.#asked(shape);
    }
    if (this.#found !== undefined) this.#found.value = value;
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

  /** All that was kept. */
  forget(): void {
    this.#byNode.clear();
    this.#size = 0;
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
    if (step.recent?.number === number) return step.recent;
    let next = step.next?.get(number);
    if (next === undefined) {
      next = newStep(number);
      step.next ??= new Map();
      step.next.set(number, next);
      this.#size++;
    }
    step.recent = next;
    return next;
  }
}
