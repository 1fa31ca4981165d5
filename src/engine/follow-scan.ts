/**
 * The scan of bytes that come in their own time: nothing waits for the order of release. An event leaves when the kernel
 * has said its end, when its type says that it is alone, or when no line of it came for the end-of-event time; later ones
 * do not wait for it.
 */
import type { Resume } from '../input/again/resume.js';
import { Assembler } from '../log/assemble/assembler.js';
import type { ScanCounts } from '../log/assemble/assembler-options.js';
import type { Batch } from '../log/batch.js';
import { BatchBuilder, isTooLarge, largeBatch } from '../log/batch-builder.js';
import type { EventId } from '../log/event.js';
import { Scanner } from '../log/scan/scanner.js';
import { ResumePoint } from './resume-point.js';

export interface FollowScanOptions {
  /** End-of-event timeout in seconds. */
  readonly timeout: number;
  /** First and last second of interest, inclusive. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly badStamp: (text: string) => void;
  /** EOE records are not shown (see AssemblerOptions). */
  readonly dropsEnds?: boolean;
  /** Events that an earlier run has shown (see Resume; offsets are of the bytes fed) are left out. */
  readonly released?: ReadonlyMap<number, number> | undefined;
  /** The batch's bytes are overwritten after it returns. */
  readonly batch: (batch: Batch) => void;
}

export class FollowScan {
  readonly #options: FollowScanOptions;
  readonly #scanner: Scanner;
  readonly #assembler: Assembler;
  readonly #builder: BatchBuilder;
  readonly #resumePoint: ResumePoint;
  #bytes = 0;
  #first: EventId | undefined;
  #last: EventId | undefined;

  constructor(options: FollowScanOptions) {
    this.#options = options;
    this.#scanner = new Scanner((from, to) => this.#reuse(from, to));
    const release = (slot: number): void => this.#release(slot);
    this.#assembler = new Assembler(this.#scanner, { ...options, needsTypes: true, release });
    this.#builder = new BatchBuilder(this.#scanner);
    this.#resumePoint = new ResumePoint(options.released);
  }

  /** `now`: milliseconds of any clock, the same as for `quiet`. */
  feed(chunk: Buffer, now: number): void {
    this.#assembler.clock = now;
    for (let at = 0; at < chunk.length; ) {
      const space = this.#scanner.space();
      const length = chunk.copy(space, 0, at);
      this.#scanner.filled(length);
      at += length;
      this.#bytes += length;
      this.#scanAll(false);
    }
    this.quiet(now);
  }

  /** To be called now and then: lets events go that wait for nothing any more. */
  quiet(now: number): void {
    this.#assembler.releaseEnded(now - this.#options.timeout * 1000);
    this.#deliver();
  }

  /** The input has ended: every open event is complete. */
  end(): void {
    this.#scanAll(true);
    this.#assembler.finish();
    this.#deliver();
  }

  /** Bytes fed so far. */
  get bytes(): number {
    return this.#bytes;
  }

  get counts(): ScanCounts {
    return this.#assembler.counts;
  }

  /** See Assembler.firstStamp. */
  get firstStamp(): EventId | undefined {
    return this.#assembler.firstStamp;
  }

  /** The first event that left, and the latest: they leave as they end. */
  get span(): { readonly first: EventId | undefined; readonly last: EventId | undefined } {
    return { first: this.#first, last: this.#last };
  }

  /** Where, in the bytes fed, a run may begin that is to see all that this one left. */
  get resume(): Resume {
    const pending = this.#assembler.firstPendingOffset;
    return this.#resumePoint.find(pending) ?? { offset: Math.min(pending, this.#unscanned), released: new Map() };
  }

  /** Where the unfinished line begins. */
  get #unscanned(): number {
    return this.#bytes - this.#scanner.unfinished;
  }

  #scanAll(last: boolean): void {
    for (let count = this.#scanner.scan(last); count > 0; count = this.#scanner.scan(last)) this.#assembler.take(count);
  }

  #release(slot: number): void {
    const { events } = this.#assembler;
    const first = events.firstOffset(slot);
    const last = events.lastOffset(slot);
    const isShown = (this.#options.released?.get(first) ?? -1) >= last;
    // Those are remembered from the beginning: a second time would only take room.
    if (!isShown) this.#resumePoint.note(first, last);
    const id = events.idOf(slot);
    this.#first ??= id;
    if (!this.#last || id.sec > this.#last.sec || (id.sec === this.#last.sec && id.milli >= this.#last.milli))
      this.#last = id;
    if (isShown) return;
    if (isTooLarge(events, slot)) {
      this.#deliver();
      this.#options.batch(largeBatch(events, slot, this.#scanner.bytes));
      return;
    }
    if (!this.#builder.fits(events, slot)) this.#deliver();
    this.#builder.add(events, slot);
  }

  #deliver(): void {
    if (!this.#builder.isEmpty) this.#options.batch(this.#builder.take());
  }

  #reuse(from: number, to: number): number {
    this.#builder.flushCopy();
    return this.#assembler.evacuate(from, to);
  }
}
