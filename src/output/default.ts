/** Records as logged, under the time of their event (spec ausearch section 7.2). */
import { type EscapeMode, escapeText } from '../bytes/escape.js';
import type { Out } from '../bytes/out.js';
import type { TimeLocale } from '../locale/locale.js';
import type { AuditEvent } from '../log/event.js';
import type { AuditRecord } from '../log/record.js';
import { type Formatter, isDaemonType, lastShown, SEPARATOR } from './formatter.js';

/** Huge events are written in pieces of about this size. */
const PIECE = 1 << 16;

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
    const time = this.#locale.ctime(event.sec);
    // BUG? No newline where the year cannot be shown.
    const heading = time === undefined ? 'time->(null)' : `time->${time}\n`;
    let text = SEPARATOR + heading;
    for (let at = event.records.length - 1, end = lastShown(event); at >= end; at--) {
      text += `${this.#escaped(event.records[at]!)}\n`;
      if (text.length < PIECE) continue;
      out.write(this.#painted(text));
      text = '';
    }
    out.write(this.#painted(text));
  }

  #escaped(record: AuditRecord): string {
    // BUG? Records of the audit daemon itself are not escaped (ausearch section 8).
    if (isDaemonType(record.type) || (record.isClean && this.#escape === 'tty')) return record.text;
    return escapeText(record.text, this.#escape);
  }

  #painted(lines: string): string {
    return this.#paint === undefined ? lines : this.#paint(lines);
  }
}
