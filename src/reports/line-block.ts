/**
 * Rows of the original's form, one behind the other, each behind its number, as the kernel writes most of them. The numbers are
 * those they are printed under, unless rows of other blocks stand before them, which only the printer knows.
 *
 *     bytes    1. 09/22/26 13:33:20 execve 412 …⏎2. 09/22/26 13:33:21 openat …⏎
 *     starts   ╵                                 ╵
 */
import type { Out } from '../bytes/out.js';
import type { Bytes, Rows } from '../log/parts/pattern-writer.js';
import type { LinesPart } from './part.js';

const DOT = 0x2e;
/** Bytes there is room for at first, and behind a number. */
const ROOM = 1 << 16;
const NUMBER_ROOM = 24;

export class LineBlock implements Rows, Bytes {
  #number = 0;
  #first = 1;
  #bytes: Buffer = Buffer.allocUnsafe(ROOM);
  #used = 0;
  #starts = new Uint32Array(ROOM);
  #count = 0;

  get number(): number {
    return this.#number;
  }

  get place(): number {
    return this.#used;
  }

  begin(starts: Uint32Array): void {
    this.#makeStarts(starts.length);
    this.#starts.set(starts, this.#count);
    this.#count += starts.length;
    this.#number += starts.length;
  }

  writeBytes(bytes: Uint8Array, start = 0, end: number = bytes.length): void {
    this.#makeRoom(end - start);
    this.#bytes.set(new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start), this.#used);
    this.#used += end - start;
  }

  /** A row without its number, with its line end. */
  add(line: string): void {
    this.#makeRoom(NUMBER_ROOM + line.length);
    this.#makeStarts(1);
    this.#starts[this.#count++] = this.#used;
    this.#used += this.#bytes.write(`${++this.#number}. ${line}`, this.#used, 'latin1');
  }

  /** The rows since the last call. */
  take(): LinesPart {
    const bytes = new Uint8Array(this.#bytes.subarray(0, this.#used));
    const part: LinesPart = { kind: 'lines', bytes, starts: this.#starts.slice(0, this.#count), first: this.#first };
    this.#used = 0;
    this.#count = 0;
    this.#first = this.#number + 1;
    return part;
  }

  #makeRoom(length: number): void {
    if (this.#used + length <= this.#bytes.length) return;
    const bytes = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#used + length));
    this.#bytes.copy(bytes, 0, 0, this.#used);
    this.#bytes = bytes;
  }

  #makeStarts(count: number): void {
    if (this.#count + count <= this.#starts.length) return;
    const starts = new Uint32Array(Math.max(this.#starts.length * 2, this.#count + count));
    starts.set(this.#starts);
    this.#starts = starts;
  }
}

/** The rows of two parts, no more than the last `most`. */
export function joinedLines(one: LinesPart, other: LinesPart, most: number): LinesPart {
  const bytes = Buffer.concat([one.bytes, other.bytes]);
  const starts = [...one.starts, ...[...other.starts].map((start) => start + one.bytes.length)];
  const dropped = Math.max(0, starts.length - most);
  const from = starts[dropped] ?? bytes.length;
  const follows = one.first > 0 && one.first + one.starts.length === other.first;
  return {
    kind: 'lines',
    bytes: bytes.subarray(from),
    starts: Uint32Array.from(starts.slice(dropped), (start) => start - from),
    first: follows ? one.first + dropped : 0,
  };
}

/** Writes up to `most` rows; `before` have been written. Returns how many these are. */
export function writeLines({ bytes, starts, first }: LinesPart, before: number, most: number, out: Out): number {
  const count = Math.min(starts.length, most);
  if (first === before + 1) out.writeBytes(bytes, 0, starts[count] ?? bytes.length);
  else
    for (let i = 0; i < count; i++) {
      out.write(String(before + i + 1));
      out.writeBytes(bytes, bytes.indexOf(DOT, starts[i]), starts[i + 1] ?? bytes.length);
    }
  return count;
}
