/** Lines that are no records as they stand, of whatever forms, in any mixture: the log that they would have been. */
import { chunksOf, madeOf, type Reader } from '../reader.js';
import type { Form } from './form.js';
import { journalRecord } from './line/journal.js';
import { beginsEntry, exportedEntry } from './line/journal-export.js';
import { isLogLine, readLine } from './line/list.js';
import { Twins } from './twins.js';

/** Bytes of one line at most, beyond which it is damage: entries of a journal may hold core dumps. */
const LONGEST = 128 << 20;

export const mixed: Form = {
  name: 'lines of other programs',
  sniff: (head) => hasForeignLine(head.toString('latin1')),
  toLog: (bytes, name) => {
    const converter = new Converter();
    const { isBetweenChunks: _, ...reader }: Reader & { isBetweenChunks?: unknown } = madeOf(
      bytes,
      converter.log(chunksOf(bytes)),
    );
    return { ...reader, passedOver: () => converter.passedOver, notes: () => converter.notes(name) };
  },
};

/** Whether one of some lines of a log is of another form. */
export function hasForeignLine(lines: string): boolean {
  return lines
    .split('\n')
    .some((line) => !isLogLine(line) && line !== '' && (beginsEntry(line) || readLine(line) !== undefined));
}

/** Chunks that may be cut anywhere → what the log would have been. */
export class Converter {
  /** Lines and entries that hold no record, and are of a form that has such. */
  passedOver = 0;
  #text = '';
  #log: string[] = [];
  readonly #twins = new Twins((record) => this.#log.push(record));

  async *log(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      const log = this.add(chunk);
      if (log) yield log;
    }
    const rest = this.end();
    if (rest) yield rest;
  }

  /** Undefined: nothing is known to be a record yet. */
  add(chunk: Buffer): Buffer | undefined {
    const text = this.#text + chunk.toString('latin1');
    this.#text = text.slice(this.#take(text, text.length > LONGEST));
    return this.#taken();
  }

  /** Some records wait for twins, which come soon or never. */
  get waits(): boolean {
    return this.#twins.waits;
  }

  /** Nothing came for long: no record waits any more. */
  letGo(): Buffer | undefined {
    this.#twins.end();
    return this.#taken();
  }

  end(): Buffer | undefined {
    this.#take(this.#text, true);
    this.#text = '';
    return this.letGo();
  }

  notes(name: string): readonly string[] {
    const { made } = this.#twins;
    if (made === 0) return [];
    return [`NOTE - ${made} records in ${name} have no serial number of their own`];
  }

  /** Reads what is whole; the result is where the rest begins. `last`: nothing follows. */
  #take(text: string, last: boolean): number {
    let at = 0;
    while (at < text.length) {
      if (text.startsWith('__CURSOR=', at)) {
        const found = exportedEntry(text, at, last);
        if (!found) return at;
        this.#add(journalRecord(found.entry));
        at = found.end;
        continue;
      }
      const newline = text.indexOf('\n', at);
      if (newline < 0 && !last) return at;
      const end = newline < 0 ? text.length : newline;
      this.#line(text.slice(at, end));
      at = end + 1;
    }
    return text.length;
  }

  #line(line: string): void {
    if (isLogLine(line)) this.#twins.add({ record: line });
    else if (line !== '') this.#add(readLine(line) ?? { record: line });
  }

  #add(found: ReturnType<typeof journalRecord>): void {
    if (found.record === undefined) this.passedOver++;
    this.#twins.add(found);
  }

  #taken(): Buffer | undefined {
    if (this.#log.length === 0) return undefined;
    const records = this.#log;
    this.#log = [];
    return Buffer.from(`${records.join('\n')}\n`, 'latin1');
  }
}
