/**
 * Events that are at hand as their lines, each for itself: whatever stands before and behind it is no part of it, and its
 * end is known. They leave in the order in which they come.
 */
import { AuditError } from '../errors.js';
import { Assembler } from '../log/assemble/assembler.js';
import { type Batch, eventsOf } from '../log/batch.js';
import { BatchBuilder, isTooLarge, largeBatch } from '../log/batch-builder.js';
import type { AuditEvent } from '../log/event.js';
import { CACHED_SEGMENT, Scanner } from '../log/scan/scanner.js';

export interface LoneEventsOptions {
  /** End-of-event timeout in seconds. */
  readonly timeout: number;
  readonly badStamp: (text: string) => void;
  /** The event is good until it returns; `i`: how many were before it. */
  readonly each: (event: AuditEvent, i: number) => void;
}

/** Bytes of a batch, about. */
const BATCH_TARGET = 1 << 17;

export class LoneEvents {
  readonly #options: LoneEventsOptions;
  readonly #scanner: Scanner;
  readonly #assembler: Assembler;
  readonly #builder: BatchBuilder;
  #read = 0;
  #released = 0;
  #told = 0;

  constructor(options: LoneEventsOptions) {
    this.#options = options;
    this.#scanner = new Scanner((from, to) => {
      this.#builder.flushCopy();
      return this.#assembler.evacuate(from, to);
    }, CACHED_SEGMENT);
    this.#builder = new BatchBuilder(this.#scanner);
    const { timeout, badStamp } = options;
    this.#assembler = new Assembler(this.#scanner, { timeout, badStamp, release: (slot) => this.#release(slot) });
  }

  /** Takes the lines of an event; they are good until it returns. */
  read(lines: Uint8Array): void {
    for (let at = 0; at < lines.length; ) {
      const space = this.#scanner.space();
      const length = Math.min(space.length, lines.length - at);
      space.set(at === 0 && length === lines.length ? lines : lines.subarray(at, at + length));
      this.#scanner.filled(length);
      at += length;
      this.#scanAll(at === lines.length);
    }
    this.#assembler.finish();
    if (++this.#read !== this.#released) throw new AuditError('input', 'the lines of a stored event are not one event');
    if (this.#builder.size >= BATCH_TARGET) this.#deliver();
  }

  /** There are no more: the last ones leave. */
  end(): void {
    this.#deliver();
  }

  #scanAll(last: boolean): void {
    for (let count = this.#scanner.scan(last); count > 0; count = this.#scanner.scan(last)) this.#assembler.take(count);
  }

  #release(slot: number): void {
    this.#released++;
    const { events } = this.#assembler;
    if (isTooLarge(events, slot)) {
      this.#deliver();
      this.#give(largeBatch(events, slot, this.#scanner.bytes));
      return;
    }
    if (!this.#builder.fits(events, slot)) this.#deliver();
    this.#builder.add(events, slot);
  }

  #deliver(): void {
    if (!this.#builder.isEmpty) this.#give(this.#builder.take());
  }

  #give(batch: Batch): void {
    for (const event of eventsOf(batch)) this.#options.each(event, this.#told++);
  }
}
