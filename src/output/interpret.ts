/** Records with their values translated, one line each. */
import type { Out } from '../bytes/out.js';
import type { Interpreter } from '../interpret/interpreter.js';
import { RecordLines } from '../interpret/record-line.js';
import type { TimeLocale } from '../locale/locale.js';
import type { AuditEvent } from '../log/event.js';
import type { Pattern, Patterns, Piece } from '../log/parts/pattern.js';
import { type Formatter, gatheredText, lastShown, SEPARATOR } from './formatter.js';

const SEPARATOR_BYTES = Buffer.from(SEPARATOR);
const BEGIN: Piece = { kind: 'literal', bytes: SEPARATOR_BYTES };

export interface InterpretOptions {
  readonly interpreter: Interpreter;
  readonly locale: TimeLocale;
  /** Applied to finished lines; makes them fit for a terminal. */
  readonly paint?: (lines: string) => string;
  /** Told of records that cannot be shown. */
  readonly err?: (text: string) => void;
}

export class InterpretFormatter implements Formatter {
  readonly #lines: RecordLines;
  readonly #paint: ((lines: string) => string) | undefined;
  /** Lines that are painted are looked at each. */
  readonly patterns?: Patterns;
  #lastShown = 0;

  constructor(options: InterpretOptions) {
    this.#lines = new RecordLines(options.interpreter, options.locale, options.err);
    this.#paint = options.paint;
    if (options.paint === undefined) this.patterns = { ...this.#lines.identity, pattern: () => this.#pattern() };
  }

  event(event: AuditEvent, out: Out): void {
    if (this.#paint === undefined) this.#write(event, out);
    else out.write(this.#paint(gatheredText((lines) => this.#write(event, lines))));
  }

  #write(event: AuditEvent, out: Out): void {
    out.writeBytes(SEPARATOR_BYTES);
    this.#lastShown = lastShown(event);
    for (let at = event.records.length - 1; at >= this.#lastShown; at--) this.#lines.write(event, at, out);
  }

  #pattern(): Pattern | undefined {
    const pieces = this.#lines.pieces(this.#lastShown);
    return pieces && { pieces: [BEGIN, ...pieces] };
  }
}
