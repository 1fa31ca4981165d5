/** Records as logged, under the time of their event. */
import { type EscapeMode, escapeText } from '../bytes/escape.js';
import type { Out } from '../bytes/out.js';
import type { TimeLocale } from '../locale/locale.js';
import type { AuditEvent } from '../log/event.js';
import type { Pattern, Patterns, Piece } from '../log/parts/pattern.js';
import type { AuditRecord } from '../log/record.js';
import { isDaemonType } from '../tables/record-types.js';
import { FEW_LINES, type Formatter, gatheredText, lastShown, SEPARATOR } from './formatter.js';

const BEGIN = Buffer.from(`${SEPARATOR}time->`);
const NEWLINE = Buffer.from('\n');
const BEGIN_PIECES: readonly Piece[] = [
  { kind: 'literal', bytes: BEGIN },
  { kind: 'time', number: 0 },
];
const NEWLINE_PIECE: Piece = { kind: 'literal', bytes: NEWLINE };

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
  /** Lines that are painted are looked at each. */
  readonly patterns?: Patterns;
  /** Of the last event, and the first of them that is shown. */
  #records: readonly AuditRecord[] = [];
  #first = 0;

  constructor(options: DefaultOptions) {
    this.#escape = options.escape;
    this.#locale = options.locale;
    this.#paint = options.paint;
    if (options.paint === undefined)
      this.patterns = {
        few: FEW_LINES,
        times: (sec) => this.#times(sec),
        identity: [],
        pattern: () => this.#pattern(),
      };
  }

  event(event: AuditEvent, out: Out): void {
    if (this.#paint === undefined) this.#write(event, out);
    else out.write(this.#paint(gatheredText((lines) => this.#write(event, lines))));
  }

  #begin(sec: number, out: Out): void {
    const time = this.#locale.ctimeLine(sec);
    out.writeBytes(BEGIN);
    // BUG? No newline where the year cannot be shown.
    if (time === undefined) out.write('(null)');
    else out.writeBytes(time);
  }

  #times(sec: number): readonly string[] | undefined {
    const time = this.#locale.ctimeLine(sec);
    return time && [Buffer.from(time).toString('latin1')];
  }

  #write(event: AuditEvent, out: Out): void {
    this.#begin(event.sec, out);
    this.#first = lastShown(event);
    this.#records = event.records;
    for (const record of event.records.slice(this.#first).reverse()) {
      if (this.#isShownAsItIs(record)) out.writeBytes(record.bytes, record.start, record.textEnd);
      else out.write(this.#escaped(record));
      out.writeBytes(NEWLINE);
    }
  }

  /** Undefined: escapes may be in what changes. */
  #pattern(): Pattern | undefined {
    const pieces = [...BEGIN_PIECES];
    for (const [number, record] of [...this.#records.entries()].slice(this.#first).reverse()) {
      if (this.#escaped(record) !== record.text) return undefined;
      pieces.push({ kind: 'line', number, names: false }, NEWLINE_PIECE);
    }
    return { pieces };
  }

  #isShownAsItIs(record: AuditRecord): boolean {
    return record.isClean && this.#escape === 'tty' && !record.isOverwritten;
  }

  #escaped(record: AuditRecord): string {
    // BUG? Records of the audit daemon itself are not escaped.
    return isDaemonType(record.type) ? record.text : escapeText(record.text, this.#escape);
  }
}
