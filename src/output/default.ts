/** Records as logged, under the time of their event. */
import { type EscapeMode, escapeText } from '../bytes/escape.js';
import type { Out } from '../bytes/out.js';
import type { TimeLocale } from '../locale/locale.js';
import { type Batch, bytesOf, type EventPlace, eventAt } from '../log/batch.js';
import { EVENT, kindAt, LINE, linesEnd, secAt, startAt, textEndAt, typeOfKind } from '../log/batch-layout.js';
import type { AuditEvent } from '../log/event.js';
import type { AuditRecord } from '../log/record.js';
import { isDaemonType } from '../tables/record-types.js';
import { type Formatter, gatheredText, lastShown, SEPARATOR } from './formatter.js';

const BEGIN = Buffer.from(`${SEPARATOR}time->`);
const NEWLINE = Buffer.from('\n');

export interface DefaultOptions {
  readonly escape: EscapeMode;
  readonly locale: TimeLocale;
  /** Applied to every finished line, its newline included; makes it fit for a terminal. */
  readonly paint?: (line: string) => string;
}

export class DefaultFormatter implements Formatter {
  readonly #escape: EscapeMode;
  readonly #locale: TimeLocale;
  readonly #paint: ((line: string) => string) | undefined;

  constructor(options: DefaultOptions) {
    this.#escape = options.escape;
    this.#locale = options.locale;
    this.#paint = options.paint;
  }

  event(event: AuditEvent, out: Out): void {
    if (this.#paint === undefined) this.#write(event, out);
    else out.write(this.#paint(gatheredText((lines) => this.#write(event, lines))));
  }

  copy(batch: Batch, from: EventPlace, to: EventPlace, out: Out): void {
    const { bytes, events, lines } = batch;
    const isShownAsItIs = batch.isClean && this.#escape === 'tty' && this.#paint === undefined;
    const whole = isShownAsItIs ? undefined : bytesOf(batch);
    for (let event = from.event, line = from.line; event < to.event; event += EVENT) {
      const next = linesEnd(events, event, line);
      if (whole) this.event(eventAt(batch, whole, event, line), out);
      else this.#copyEvent(bytes, secAt(events, event), lines, line, next, out);
      line = next;
    }
  }

  /** The lines from `first` to `end` of `lines`. */
  #copyEvent(bytes: Uint8Array, sec: number, lines: Int32Array, first: number, end: number, out: Out): void {
    this.#begin(sec, out);
    const last = end - LINE;
    const shown = isDaemonType(typeOfKind(kindAt(lines, last))) ? last : first;
    for (let line = last; line >= shown; line -= LINE) {
      out.writeBytes(bytes, startAt(lines, line), textEndAt(lines, line));
      out.writeBytes(NEWLINE);
    }
  }

  #begin(sec: number, out: Out): void {
    const time = this.#locale.ctimeLine(sec);
    out.writeBytes(BEGIN);
    // BUG? No newline where the year cannot be shown.
    if (time === undefined) out.write('(null)');
    else out.writeBytes(time);
  }

  #write(event: AuditEvent, out: Out): void {
    this.#begin(event.sec, out);
    for (const record of event.records.slice(lastShown(event)).reverse()) {
      if (this.#isShownAsItIs(record)) out.writeBytes(record.bytes, record.start, record.textEnd);
      else out.write(this.#escaped(record));
      out.writeBytes(NEWLINE);
    }
  }

  #isShownAsItIs(record: AuditRecord): boolean {
    return record.isClean && this.#escape === 'tty' && !record.isOverwritten;
  }

  #escaped(record: AuditRecord): string {
    // BUG? Records of the audit daemon itself are not escaped.
    return isDaemonType(record.type) ? record.text : escapeText(record.text, this.#escape);
  }
}
