/** Records with their values translated, one line each (spec ausearch section 7.3). */
import type { Out } from '../bytes/out.js';
import type { Interpreter } from '../interpret/interpreter.js';
import { RecordLines } from '../interpret/record-line.js';
import type { TimeLocale } from '../locale/locale.js';
import type { AuditEvent } from '../log/event.js';
import { type Formatter, lastShown, SEPARATOR } from './formatter.js';

/** Events are written at once, but for those that would not fit into memory again. */
const PIECE = 1 << 20;

export interface InterpretOptions {
  readonly interpreter: Interpreter;
  readonly locale: TimeLocale;
  /** Applied to finished lines; makes them fit for a terminal. */
  readonly paint?: (lines: string) => string;
}

export class InterpretFormatter implements Formatter {
  readonly #lines: RecordLines;
  readonly #paint: ((lines: string) => string) | undefined;

  constructor(options: InterpretOptions) {
    this.#lines = new RecordLines(options.interpreter, options.locale);
    this.#paint = options.paint;
  }

  event(event: AuditEvent, out: Out): void {
    let text = SEPARATOR;
    for (let at = event.records.length - 1, end = lastShown(event); at >= end; at--) {
      text += this.#lines.line(event.records[at]!, event);
      if (text.length > PIECE) {
        out.write(this.#painted(text));
        text = '';
      }
    }
    out.write(this.#painted(text));
  }

  #painted(lines: string): string {
    return this.#paint === undefined ? lines : this.#paint(lines);
  }
}
