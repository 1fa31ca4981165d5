/**
 * The serial part of every run: inputs → lines → events → batches, in release order. One thread, because the order of
 * release depends on every open event; it touches only integers. While one segment is scanned the next is being read.
 */

import { AuditError } from '../errors.js';
import type { Resume } from '../input/again/resume.js';
import type { PartOf } from '../input/again/window.js';
import { hasForeignRecord } from '../input/form/mixed.js';
import type { Reader } from '../input/reader.js';
import type { Source } from '../input/source.js';
import { Assembler, type AssemblerOptions, type ScanCounts } from '../log/assemble/assembler.js';
import { type Batch, BatchBuilder, idIn, largeBatch, rowsBatch } from '../log/batch.js';
import type { EventId } from '../log/event.js';
import type { NeedleGroup } from '../log/scan/needle.js';
import { BATCH_LINES, BATCH_SIZE, Scanner } from '../log/scan/scanner.js';

import { ResumePoint, shiftedResume } from './resume-point.js';

/** A pipe that says nothing for so long gets its waiting events shown. */
export const SILENCE_MS = 3000;
/** Batches leave at this size: large enough to make hand-over cheap, small enough for a worker's cache. */
const BATCH_TARGET = 1 << 19;
/** Entries of a scan while the scanner waits to put events together. */
const MOST_UNSETTLED = 16;
/** Where many events are complete at once, so many bytes of them are handed over before `between` may wait for room. */
const PAUSE_AFTER = 4 << 20;

export type ScanSource = Pick<Source, 'name' | 'open'>;

export interface ScanOptions extends Pick<AssemblerOptions, 'timeout' | 'start' | 'end' | 'badStamp'> {
  /** Only events that hold a needle of each group are wanted; some others may come, too. Empty: all events. */
  readonly needles: readonly NeedleGroup[];
  /** Which part of an input to read. */
  readonly partOf?: ((source: ScanSource) => PartOf | undefined) | undefined;
  /**
   * Takes why a source could not be read, or not to its end (`begun`); what was read of it counts, and the others are read.
   * It may throw. Without it the scan ends with the error.
   */
  readonly failed?: ((error: AuditError, begun: boolean) => void) | undefined;
  /** Takes a line about what was read, without newline. */
  readonly note?: ((line: string) => void) | undefined;
  /** Told of each source how many lines it had, and how many of them were no records. */
  readonly understood?: ((name: string, lines: number, rejected: number) => void) | undefined;
  /** Only the event with this serial number is wanted. */
  readonly serial?: number | undefined;
  /** Events that an earlier run has released (see Resume; offsets are bytes read) are left out. */
  readonly released?: ReadonlyMap<number, number> | undefined;
  /** Bytes of one read at most, for a scan that is one of many. */
  readonly segment?: number | undefined;
  /** Hand over each event alone, at once: for output that must not wait. */
  readonly eachEvent?: boolean;
  /** At the end, show only events that are certainly complete (checkpoint mode). */
  readonly completeOnly?: boolean;
  /** Note each input's first and last event. */
  readonly spans?: boolean;
  /** Called in order. The batch's bytes are overwritten after it returns. */
  readonly batch: (batch: Batch) => void;
  /** Called between segments; may wait for room. True ends the scan (enough was found). */
  readonly between: (bytes: number) => Promise<boolean> | boolean;
}

/** What one input contributed, in release order and before any search (reports' `-t` and headings). */
export interface InputSpan {
  readonly name: string;
  first: EventId | undefined;
  last: EventId | undefined;
}

export interface ScanResult {
  bytes: number;
  events: number;
  /** Lines that hold no record, in forms that hold other lines as well. */
  readonly passedOver: number;
  readonly counts: ScanCounts;
  /** See Assembler.firstStamp. With `spans` only. */
  readonly firstStamp: EventId | undefined;
  readonly spans: readonly InputSpan[];
  /**
   * Where, in the bytes read of the last input, a run may begin that is to see all that this one left (with `completeOnly`).
   * Undefined when that is in an input before, or nowhere.
   */
  readonly resume: Resume | undefined;
}

/** Lines of a source that are no records and are looked at. */
const LOOKED_AT = 1 << 16;

export async function scan(sources: Iterable<ScanSource>, options: ScanOptions): Promise<ScanResult> {
  const run = new Scan(options);
  for (const source of sources) {
    if (await run.source(source)) return run.result();
  }
  await run.end();
  return run.result();
}

function foreignNote(name: string, count: number): string {
  const many = count === LOOKED_AT ? 'many' : count;
  return `NOTE - ${many} lines inside ${name} hold records in another form and were not read; grep -av '^type=' finds them, and ts-ausearch reads them on standard input`;
}

class Scan {
  readonly #options: ScanOptions;
  readonly #scanner: Scanner;
  readonly #assembler: Assembler;
  readonly #builder: BatchBuilder;
  readonly #spans: InputSpan[] = [];
  #bytes = 0;
  #events = 0;
  #passedOver = 0;
  #badStamps = 0;
  /** Of the source that is read: lines that are no records, and those of them that hold one in another form. */
  #strange = 0;
  #foreign = 0;
  #wantsRows: boolean;
  /** Bytes before the last input. */
  #inputStart = 0;
  readonly #resumePoint: ResumePoint | undefined;

  constructor(options: ScanOptions) {
    this.#options = options;
    this.#scanner = new Scanner((from, to) => this.#reuse(from, to), options.segment);
    this.#assembler = new Assembler(this.#scanner, {
      ...options,
      needsTypes: options.completeOnly === true,
      badStamp: (text) => this.#tellBadStamp(text),
      strangeLine: (line) => this.#lookAtStrange(line),
      pauseAfter: PAUSE_AFTER,
      release: (slot) => this.#release(slot),
    });
    this.#builder = new BatchBuilder(this.#scanner);
    if (options.completeOnly) this.#resumePoint = new ResumePoint(options.released);
    this.#wantsRows = takesRows(options);
    this.#scanner.setNeedles(options.needles);
    if (isSelective(options)) this.#scanner.select({ ...options, hits: options.needles.length > 0 });
  }

  /** Reads one source to its end, or as far as it can be read; true when no more is wanted. */
  async source(source: ScanSource): Promise<boolean> {
    this.#spans.push({ name: source.name, first: undefined, last: undefined });
    this.#inputStart = this.#bytes;
    const { lines, rejected } = this.#assembler.counts;
    const passedOver = this.#passedOver;
    const badStamps = this.#badStamps;
    this.#strange = 0;
    this.#foreign = 0;
    const stopped = await this.#read(source);
    if (this.#foreign > 0) this.#options.note?.(foreignNote(source.name, this.#foreign));
    const { counts } = this.#assembler;
    const passed = this.#passedOver - passedOver;
    const strange = counts.rejected - rejected - (this.#badStamps - badStamps);
    // Other lines are nothing strange among records, but where there is none nothing was understood.
    const none = counts.lines - lines === counts.rejected - rejected;
    this.#options.understood?.(source.name, counts.lines - lines + passed, strange + (none ? passed : 0));
    return stopped;
  }

  /** What began as a log may go on as something else, which is read as a log all the same: it is too late to convert it. */
  #lookAtStrange(line: string): void {
    if (this.#strange++ < LOOKED_AT && hasForeignRecord(line)) this.#foreign++;
  }

  /** A record, but with a time that cannot be: that has been said. */
  #tellBadStamp(text: string): void {
    this.#badStamps++;
    this.#options.badStamp?.(text);
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
      // The ring's end needs the unfinished line, so the next read waits for the scan there.
      const whole = reader.isBetweenEvents?.() === true;
      const ahead = this.#scanner.atEnd ? undefined : reader.read(this.#scanner.space());
      ahead?.catch(() => {}); // awaited below; an error before that must not end the process
      const found = (await this.#scanAll(whole)) || (whole && (await this.#finishAll()));
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
  async #scanAll(last: boolean): Promise<boolean> {
    for (;;) {
      const settles = this.#settles();
      this.#assembler.tellOpen();
      const count = this.#scanner.scan(last, settles ? undefined : MOST_UNSETTLED);
      const hasRows = this.#scanner.rowCount > 0;
      if (hasRows) {
        this.#releaseRows();
        if (await this.#options.between(this.#bytes)) return true;
      }
      for (let done = this.#assembler.take(count); this.#assembler.owes; done = this.#assembler.take(count, done))
        if (await this.#options.between(this.#bytes)) return true;
      if (count === 0 && !hasRows) return false;
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
    const first = events.firstOffset[slot]!;
    const last = events.lastOffset[slot]!;
    this.#resumePoint?.note(first, last);
    if (this.#options.spans) this.#noteSpan(events.idOf(slot));
    const { needles, serial, released } = this.#options;
    if ((released?.get(first) ?? -1) >= last) return; // seen in an earlier run
    if (needles.length > 0 && events.hit[slot] === 0) return;
    if (serial !== undefined && events.serial[slot] !== serial) return;
    if (events.size[slot]! > BATCH_SIZE || events.lineCount[slot]! > BATCH_LINES) {
      this.#deliver();
      this.#options.batch(largeBatch(events, slot, this.#scanner.bytes));
      return;
    }
    if (!this.#builder.fits(events, slot)) this.#deliver();
    this.#builder.add(events, slot);
    if (this.#options.eachEvent || this.#builder.size >= BATCH_TARGET) this.#deliver();
  }

  #releaseRows(): void {
    this.#assembler.releaseOpen();
    this.#deliver();
    const batch = rowsBatch(this.#scanner);
    this.#events += batch.events.length / 4;
    if (this.#options.spans) {
      this.#noteSpan(idIn(batch, 0));
      this.#noteSpan(idIn(batch, batch.events.length / 4 - 1));
    }
    this.#options.batch(batch);
  }

  #noteSpan(id: EventId): void {
    const span = this.#spans.at(-1);
    if (!span) return;
    span.last = id;
    span.first ??= id;
  }

  #deliver(): void {
    if (!this.#builder.isEmpty) this.#options.batch(this.#builder.take());
  }

  #reuse(from: number, to: number): void {
    this.#builder.flushCopy();
    this.#assembler.evacuate(from, to);
  }
}

/** Events may be left out unseen. */
function isSelective(options: ScanOptions): boolean {
  return !options.spans && !options.completeOnly && options.timeout > 0 && choosesEvents(options);
}

/** All events are wanted, and nothing is asked about one but its records. */
function takesRows(options: ScanOptions): boolean {
  const { completeOnly, eachEvent, released, timeout } = options;
  return !completeOnly && !eachEvent && !released?.size && timeout > 0 && !choosesEvents(options);
}

function choosesEvents({ needles, serial, start, end }: ScanOptions): boolean {
  return needles.length > 0 || serial !== undefined || start !== undefined || end !== undefined;
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
