/** Lines that are no records as they stand, of whatever forms, in any mixture: the log that they would have been. */
import { chunksOf, madeOf, type Reader } from '../reader.js';
import type { Form } from './form.js';
import { journalRecord } from './line/journal.js';
import { beginsEntry, exportedEntry } from './line/journal-export.js';
import { isLogLine, readLine } from './line/list.js';
import { isSeparator, SEPARATOR } from './line/saved.js';
import { EventBlock } from './saved/event-block.js';
import { isInterpreted } from './saved/header.js';
import type { RecordBack } from './saved/record-back.js';
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

/** Whether one of some lines of a log is of another form. The last one may be cut. */
export function hasForeignLine(lines: string): boolean {
  return lines
    .split('\n')
    .some(
      (line) =>
        !isLogLine(line) &&
        !beginsLogLine(line) &&
        (beginsEntry(line) || isInterpreted(line) || readLine(line) !== undefined),
    );
}

/** The beginning of a log line, or nothing: other forms have no such lines, and to ask them all takes milliseconds the first time. */
function beginsLogLine(line: string): boolean {
  return 'type='.startsWith(line) || 'node='.startsWith(line);
}

/** Whether a line that is none of a log holds a record all the same. */
export function hasForeignRecord(line: string): boolean {
  return beginsEntry(line) || readLine(line)?.record !== undefined;
}

/** Chunks that may be cut anywhere → what the log would have been. */
export class Converter {
  /** Lines and entries that hold no record, and are of a form that has such. */
  passedOver = 0;
  /** Entries of an export that something is missing of. */
  #cut = 0;
  #text = '';
  #log: string[] = [];
  readonly #twins = new Twins((record) => this.#log.push(record));
  readonly #block = new EventBlock();
  /** Loaded with the first interpreted record. */
  #back: RecordBack | undefined;

  async *log(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      const log = await this.add(chunk);
      if (log) yield log;
    }
    const rest = await this.end();
    if (rest) yield rest;
  }

  /** Undefined: nothing is known to be a record yet. */
  async add(chunk: Buffer): Promise<Buffer | undefined> {
    const text = this.#text + chunk.toString('latin1');
    this.#text = text.slice(await this.#take(text, text.length > LONGEST));
    return this.#taken();
  }

  /** Some records wait for twins or for the rest of their event, which come soon or never. */
  get waits(): boolean {
    return this.#twins.waits || this.#block.isOpen;
  }

  /** Nothing came for long: no record waits any more. */
  letGo(): Buffer | undefined {
    this.#endBlock(this.#block.end());
    this.#twins.end();
    return this.#taken();
  }

  async end(): Promise<Buffer | undefined> {
    await this.#take(this.#text, true);
    this.#text = '';
    return this.letGo();
  }

  notes(name: string): readonly string[] {
    const counted: readonly (readonly [number, string])[] = [
      [this.#twins.made, `records in ${name} have no serial number of their own`],
      [this.#cut, `entries of the journal in ${name} are cut: what was cut off is missing`],
    ];
    const notes = counted.flatMap(([count, what]) => (count > 0 ? [`NOTE - ${count} ${what}`] : []));
    return [...(this.#back?.notes(name) ?? []), ...notes];
  }

  /** Reads what is whole; the result is where the rest begins. `last`: nothing follows. */
  async #take(text: string, last: boolean): Promise<number> {
    let at = 0;
    while (at < text.length) {
      if (text.startsWith('__CURSOR=', at)) {
        const found = exportedEntry(text, at, last);
        if (!found) return at;
        if (found.isCut) this.#cut++;
        this.#add(journalRecord(found.entry));
        at = found.end;
        continue;
      }
      const newline = text.indexOf('\n', at);
      if (newline < 0 && !last) return at;
      const end = newline < 0 ? text.length : newline;
      const line = text.slice(at, end);
      if (isInterpreted(line)) this.#saved((await this.#reader()).record(line));
      else this.#line(line);
      at = end + 1;
    }
    return text.length;
  }

  #line(line: string): void {
    if (isLogLine(line)) this.#saved(line);
    else if (line === SEPARATOR) this.#endBlock(this.#block.begin());
    else if (line !== '' && !(this.#block.isOpen && isSeparator(line))) {
      this.#endBlock(this.#block.end());
      this.#add(readLine(line) ?? { record: line });
    }
  }

  async #reader(): Promise<RecordBack> {
    if (!this.#back) {
      const { RecordBack } = await import('./saved/record-back.js');
      this.#back = new RecordBack(process.env);
    }
    return this.#back;
  }

  /** A record that may be one of an event of saved output. */
  #saved(record: string | undefined): void {
    if (record === undefined || this.#block.add(record)) return;
    this.#endBlock(this.#block.end());
    this.#twins.add({ record });
  }

  #endBlock(records: readonly string[]): void {
    for (const record of records) this.#twins.add({ record });
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
