/**
 * The serial part of every run: inputs → lines → events → batches, in release order. One thread, because the order of
 * release depends on every open event; it touches only integers. While one segment is scanned the next is being read.
 */
import { AuditError } from '../errors.js';
import type { Reader } from '../input/reader.js';
import { Assembler } from '../log/assemble/assembler.js';
import { type Batch, idAt } from '../log/batch.js';
import { BatchBuilder, isTooLarge, largeBatch, rowsBatch } from '../log/batch-builder.js';
import { EVENT } from '../log/batch-layout.js';
import type { EventId } from '../log/event.js';
import { Scanner } from '../log/scan/scanner.js';
import { BEFORE_ALL, isEarlier, type Stamp } from '../log/stamp.js';
import { ResumePoint, shiftedResume } from './resume-point.js';
import {
  type InputSpan,
  isSelective,
  type ScanOptions,
  type ScanResult,
  type ScanSource,
  takesRows,
  takesRowsOfChosen,
} from './scan-options.js';
import { Understood } from './understood.js';

/** A pipe that says nothing for so long gets its waiting events shown. */
export const SILENCE_MS = 3000;
/** Batches leave at this size: large enough to make hand-over cheap, small enough for a worker's cache. */
const BATCH_TARGET = 1 << 19;
/** Entries of a scan while the scanner waits to put events together. */
const MOST_UNSETTLED = 16;
/** Where many events are complete at once, so many bytes of them are handed over before `between` may wait for room. */
const PAUSE_AFTER = 4 << 20;

export async function scan(sources: Iterable<ScanSource>, options: ScanOptions): Promise<ScanResult> {
  const run = new Scan(options);
  for (const source of sources) {
    if (await run.source(source)) return run.result();
  }
  await run.end();
  return run.result();
}

class Scan {
  readonly #options: ScanOptions;
  readonly #scanner: Scanner;
  readonly #assembler: Assembler;
  readonly #builder: BatchBuilder;
  readonly #understood: Understood;
  readonly #spans: InputSpan[] = [];
  #bytes = 0;
  #events = 0;
  #passedOver = 0;
  #wantsRows: boolean;
  /** Open events need not come here after each segment. */
  readonly #mayHold: boolean;
  /** Bytes before the last input. */
  #inputStart = 0;
  readonly #resumePoint: ResumePoint | undefined;
  /** Of the next batch (`ScanOptions.batch`), and the latest of those that were told. */
  #behind: Stamp | undefined;
  #told: Stamp = BEFORE_ALL;

  constructor(options: ScanOptions) {
    this.#options = options;
    this.#understood = new Understood(options);
    this.#scanner = new Scanner((from, to) => this.#reuse(from, to), options.segment);
    this.#assembler = new Assembler(this.#scanner, {
      ...options,
      needsTypes: options.completeOnly === true,
      badStamp: (text) => this.#understood.badStamp(text),
      strangeLine: (line) => this.#understood.strangeLine(line),
      pauseAfter: PAUSE_AFTER,
      release: (slot) => this.#release(slot),
    });
    this.#builder = new BatchBuilder(this.#scanner);
    if (options.completeOnly) this.#resumePoint = new ResumePoint(options.released);
    this.#wantsRows = takesRows(options);
    this.#mayHold = !options.eachEvent && !options.tellsBehind;
    this.#scanner.tables.setNeedles(options.needles);
    const rows = takesRowsOfChosen(options);
    if (isSelective(options)) this.#scanner.select({ ...options, hits: options.needles.length > 0, rows });
  }

  /** Reads one source to its end, or as far as it can be read; true when no more is wanted. */
  async source(source: ScanSource): Promise<boolean> {
    this.#spans.push({ name: source.name, first: undefined, last: undefined });
    this.#inputStart = this.#bytes;
    const passedOver = this.#passedOver;
    this.#understood.begin(this.#assembler.counts);
    const isEnough = await this.#read(source);
    this.#understood.end(source.name, this.#assembler.counts, this.#passedOver - passedOver);
    return isEnough;
  }

  async #read(source: ScanSource): Promise<boolean> {
    const { partOf, failed } = this.#options;
    let reader: Reader | undefined;
    try {
      reader = await source.open(partOf?.(source));
      return reader.isPipe ? await this.#readPipe(reader) : await this.#readFile(reader);
    } catch (error) {
      if (!failed || !(error instanceof AuditError) || error.code !== 'input') throw error;
      failed(error, reader !== undefined);
      // All that came before the damage counts; a line that it cuts may be whole when a later run goes on here.
      await this.#scanAll(!this.#options.completeOnly);
      if (this.#options.completeOnly) this.#scanner.dropUnfinished();
      return await this.#options.between(this.#bytes);
    } finally {
      this.#passedOver += reader?.passedOver?.() ?? 0;
      for (const note of reader?.notes?.() ?? []) this.#options.note?.(note);
      await reader?.close();
    }
  }

  async end(): Promise<void> {
    if (this.#options.completeOnly) this.#assembler.finishComplete();
    else if (await this.#finishAll()) return;
    this.#deliver();
    await this.#options.between(this.#bytes);
  }

  result(): ScanResult {
    const { counts, firstStamp, firstPendingOffset } = this.#assembler;
    const found = this.#resumePoint?.find(firstPendingOffset);
    return {
      bytes: this.#bytes,
      events: this.#events + this.#scanner.passed,
      passedOver: this.#passedOver,
      counts,
      firstStamp,
      spans: this.#spans,
      resume: found && found.offset >= this.#inputStart ? shiftedResume(found, -this.#inputStart) : undefined,
    };
  }

  async #readFile(reader: Reader): Promise<boolean> {
    let length = await reader.read(this.#scanner.space());
    while (length > 0) {
      this.#scanner.filled(length);
      this.#bytes += length;
      const reached = reader.reached?.();
      if (reached) this.#assembler.leftOut(reached);
      // The ring's end needs the unfinished line, so the next read waits for the scan there.
      const whole = reader.isBetweenEvents?.() === true;
      const ahead = this.#scanner.atEnd ? undefined : reader.read(this.#scanner.space());
      ahead?.catch(() => {}); // awaited below; an error before that must not end the process
      const found =
        (await this.#scanAll(whole, this.#mayHold && !this.#scanner.atEnd)) || (whole && (await this.#finishAll()));
      if (found || (await this.#options.between(this.#bytes))) {
        await ahead?.catch(() => {});
        return true;
      }
      length = await (ahead ?? reader.read(this.#scanner.space()));
    }
    if (await this.#scanAll(true)) return true;
    return await this.#options.between(this.#bytes);
  }

  async #readPipe(reader: Reader): Promise<boolean> {
    let waiting = reader.read(this.#scanner.space());
    for (;;) {
      const length = await (this.#assembler.pending ? withSilence(waiting) : waiting);
      if (length === undefined) {
        if (await this.#finishAll()) return true;
        this.#deliver();
        if (await this.#options.between(this.#bytes)) return true;
        continue;
      }
      if (length === 0) break;
      this.#scanner.filled(length);
      this.#bytes += length;
      if (await this.#scanAll(false)) return true;
      if (await this.#options.between(this.#bytes)) return true;
      waiting = reader.read(this.#scanner.space());
    }
    if (await this.#scanAll(true)) return true;
    return await this.#options.between(this.#bytes);
  }

  /** True when no more is wanted. */
  async #scanAll(last: boolean, hold = false): Promise<boolean> {
    for (;;) {
      const settles = this.#settles();
      this.#assembler.tellOpen();
      const holds = hold && !last;
      const count = this.#scanner.scan(last, settles ? undefined : MOST_UNSETTLED, holds);
      const hasRows = this.#scanner.rowCount > 0;
      if (hasRows) this.#assembler.releaseOpen(); // before the first of them
      const givesRows = hasRows && (count > 0 || !holds || this.#scanner.rowsAreDue);
      if (givesRows) {
        this.#giveRows();
        if (await this.#options.between(this.#bytes)) return true;
      }
      for (let done = this.#assembler.take(count); this.#assembler.owes; done = this.#assembler.take(count, done))
        if (await this.#options.between(this.#bytes)) return true;
      if (count === 0 && !givesRows) return false;
    }
  }

  /** The scanner puts events together itself, if it may; false where it soon will, once the log's first stamp is known. */
  #settles(): boolean {
    if (!this.#wantsRows) return true;
    const isReady = !this.#options.spans || this.#assembler.firstStamp !== undefined;
    if (isReady) {
      this.#wantsRows = false;
      this.#scanner.settle(this.#options.timeout);
    }
    return isReady;
  }

  /** Every open event is complete; true when no more is wanted. */
  async #finishAll(): Promise<boolean> {
    while (!this.#assembler.finish()) if (await this.#options.between(this.#bytes)) return true;
    return false;
  }

  #release(slot: number): void {
    this.#events++;
    const { events } = this.#assembler;
    const first = events.firstOffset(slot);
    const last = events.lastOffset(slot);
    this.#resumePoint?.note(first, last);
    if (this.#options.spans) this.#noteSpan(events.idOf(slot));
    if (!this.#isWanted(slot, first, last)) {
      if (this.#options.tellsBehind) this.#assembler.leftOut(events.idOf(slot));
      return;
    }
    this.#noteBehind(events.behind[slot]);
    if (isTooLarge(events, slot)) {
      this.#deliver();
      this.#give(largeBatch(events, slot, this.#scanner.bytes));
      return;
    }
    if (!this.#builder.fits(events, slot)) this.#deliver();
    this.#builder.add(events, slot);
    if (this.#options.eachEvent || this.#builder.size >= BATCH_TARGET) this.#deliver();
  }

  #isWanted(slot: number, first: number, last: number): boolean {
    const { needles, serial, released } = this.#options;
    const { hit, serial: serials } = this.#assembler.events;
    if ((released?.get(first) ?? -1) >= last) return false; // seen in an earlier run
    if (needles.length > 0 && hit[slot] === 0) return false;
    return serial === undefined || serials[slot] === serial;
  }

  /** Of the event that comes next; batches that were begun before do not tell of it. */
  #noteBehind(stamp: Stamp | undefined): void {
    if (!stamp || !isEarlier(this.#told, stamp)) return;
    this.#deliver();
    this.#behind = stamp;
    this.#told = stamp;
  }

  #giveRows(): void {
    this.#deliver();
    if (this.#options.tellsBehind) this.#noteBehind(this.#assembler.latestLeftOut);
    const batch = rowsBatch(this.#scanner);
    this.#events += batch.events.length / EVENT;
    if (this.#options.spans) for (const at of [0, batch.events.length - EVENT]) this.#noteSpan(idAt(batch, at));
    this.#give(batch);
    this.#scanner.forgetRows();
  }

  #noteSpan(id: EventId): void {
    const span = this.#spans.at(-1);
    if (!span) return;
    span.last = id;
    span.first ??= id;
  }

  #deliver(): void {
    if (!this.#builder.isEmpty) this.#give(this.#builder.take());
  }

  #give(batch: Batch): void {
    const behind = this.#behind;
    this.#behind = undefined;
    this.#options.batch(batch, behind);
  }

  #reuse(from: number, to: number): number {
    this.#builder.flushCopy();
    return this.#assembler.evacuate(from, to);
  }
}

/** The read's result, or undefined when it takes longer than the silence that a pipe may keep. */
async function withSilence(read: Promise<number>): Promise<number | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), SILENCE_MS);
  });
  try {
    return await Promise.race([read, silence]);
  } finally {
    clearTimeout(timer);
  }
}
