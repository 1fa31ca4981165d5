/**
 * Bytes that come in their own time → lines of a log as soon as they are there. Nobody knows what still comes, so every
 * chunk is looked at: as long as its lines are those of a log they pass as they are, from the first other one on all are
 * converted. An unfinished line waits.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Converter, hasForeignLine } from './mixed.js';
import { APART } from './twins.js';

const NEWLINE = 0x0a;
/** A line that has become longer than any record is passed on. */
const LONGEST = 1 << 16;

export class GrowingForm {
  #converter: Converter | undefined;

  /** False: what came out are the bytes that went in. */
  get converts(): boolean {
    return this.#converter !== undefined;
  }

  /** A chunk that comes out is the caller's until the next one is asked for. */
  async *log(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const iterator = chunks[Symbol.asyncIterator]();
    let unfinished: Buffer = Buffer.alloc(0);
    try {
      for (let next = iterator.next(); ; next = iterator.next()) {
        yield* this.#whileWaiting(next);
        const { done, value } = await next;
        if (done) break;
        const bytes = unfinished.length === 0 ? value : Buffer.concat([unfinished, value]);
        const end = this.#converter || bytes.length > LONGEST ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
        unfinished = Buffer.from(bytes.subarray(end));
        const log = await this.#take(bytes.subarray(0, end));
        if (log) yield log;
      }
      const rest = await this.#take(unfinished);
      if (rest) yield rest;
      const last = await this.#converter?.end();
      if (last) yield last;
    } finally {
      await iterator.return?.();
    }
  }

  async #take(lines: Buffer): Promise<Buffer | undefined> {
    if (!this.#converter && hasForeignLine(lines.toString('latin1'))) this.#converter = new Converter();
    if (this.#converter) return this.#converter.add(lines);
    return lines.length === 0 ? undefined : lines;
  }

  /** Records that wait for a twin do so as long as twins are apart. */
  async *#whileWaiting(next: Promise<unknown>): AsyncGenerator<Buffer> {
    if (!this.#converter?.waits) return;
    const isQuiet = await Promise.race([next.then(() => false), pause(APART * 1000, true, { ref: false })]);
    const log = isQuiet ? this.#converter.letGo() : undefined;
    if (log) yield log;
  }
}
