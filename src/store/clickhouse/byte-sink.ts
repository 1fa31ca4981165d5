/** Bytes one behind the other, as ClickHouse's formats write values. */
import type { ByteColumn } from '../byte-column.js';

export class ByteSink {
  #memory: Buffer;
  #used = 0;

  /** `size`: bytes that there will be, about. */
  constructor(size: number) {
    this.#memory = Buffer.allocUnsafe(Math.max(size, LEAST_SIZE));
  }

  bytes(): Buffer {
    return this.#memory.subarray(0, this.#used);
  }

  /** Bytes so far. */
  get used(): number {
    return this.#used;
  }

  clear(): void {
    this.#used = 0;
  }

  /** Pieces of `table`, which end where `ends` says: those at these places. */
  picked(table: Buffer, ends: readonly number[], places: readonly number[]): void {
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!;
      const start = place === 0 ? 0 : ends[place - 1]!;
      const length = ends[place]! - start;
      this.#reserve(length);
      const memory = this.#memory;
      const to = this.#used;
      if (length > SHORT) table.copy(memory, to, start, start + length);
      else for (let k = 0; k < length; k++) memory[to + k] = table[start + k]!;
      this.#used += length;
    }
  }

  bytesOf<T>(values: ArrayLike<T>, byteOf: (value: T) => number): void {
    this.#reserve(values.length);
    for (let i = 0; i < values.length; i++) this.#memory[this.#used++] = byteOf(values[i]!);
  }

  /** Signed or not: their lowest 32 bits. */
  uint32s(values: Float64Array): void {
    const numbers = new Uint32Array(values.length);
    for (let i = 0; i < values.length; i++) numbers[i] = values[i]!;
    this.#numbers(numbers);
  }

  uint64s(values: Float64Array): void {
    const halves = new Uint32Array(values.length * 2);
    for (let i = 0; i < values.length; i++) {
      halves[i * 2] = values[i]!;
      halves[i * 2 + 1] = values[i]! / 2 ** 32;
    }
    this.#numbers(halves);
  }

  int64s(values: readonly bigint[]): void {
    this.#reserve(values.length * 8);
    for (const value of values) this.#used = this.#memory.writeBigInt64LE(value, this.#used);
  }

  texts(values: ArrayLike<string>): void {
    for (let i = 0; i < values.length; i++) this.text(values[i]!);
  }

  text(value: string): void {
    // Of ASCII, a unit is a byte; no unit is more than three.
    this.#reserve(value.length * 3 + LONGEST_LENGTH);
    if (value.length < SHORT && this.#ascii(value)) return;
    this.length(Buffer.byteLength(value, 'utf8'));
    this.#used += this.#memory.write(value, this.#used, 'utf8');
  }

  datas(values: ByteColumn): void {
    const { memory, ends } = values.bytes();
    let from = 0;
    for (const end of ends) {
      this.#reserve(end - from + LONGEST_LENGTH);
      this.length(end - from);
      this.#memory.set(memory.subarray(from, end), this.#used);
      this.#used += end - from;
      from = end;
    }
  }

  length(value: number): void {
    this.#reserve(LONGEST_LENGTH);
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#memory[this.#used++] = (rest % 128) + 128;
    this.#memory[this.#used++] = rest;
  }

  /** Short texts are written faster here than by a call; false, and nothing written: it is no ASCII. */
  #ascii(value: string): boolean {
    const memory = this.#memory;
    let at = this.#used;
    memory[at++] = value.length;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 127) return false;
      memory[at++] = unit;
    }
    this.#used = at;
    return true;
  }

  /** All machines that ts-audit runs on keep the lowest byte first. */
  #numbers({ buffer }: Uint32Array): void {
    this.#reserve(buffer.byteLength);
    this.#memory.set(new Uint8Array(buffer), this.#used);
    this.#used += buffer.byteLength;
  }

  #reserve(length: number): void {
    if (this.#used + length <= this.#memory.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#memory.length * 2, this.#used + length));
    this.#memory.copy(larger, 0, 0, this.#used);
    this.#memory = larger;
  }
}

const SHORT = 64;
const LEAST_SIZE = 1 << 20;
const LONGEST_LENGTH = 8;
