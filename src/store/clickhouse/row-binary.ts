/**
 * ClickHouse's format RowBinary, in which answers come: the values of each row one behind the other without names or types.
 * Numbers are little-endian; lengths are LEB128.
 */
import { isAscii } from 'node:buffer';
import { fromBytes } from '../../bytes/text.js';
import { textCutter } from '../text-cutter.js';

/** Reads an answer. Throws RangeError where it ends too soon. */
export class BinaryReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  uint64(): number {
    const low = this.#bytes.readUInt32LE(this.#at);
    const high = this.#bytes.readUInt32LE(this.#at + 4);
    this.#at += 8;
    return high * 2 ** 32 + low;
  }

  uint32(): number {
    this.#at += 4;
    return this.#bytes.readUInt32LE(this.#at - 4);
  }

  uint8(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32LE(this.#at - 4);
  }

  int64(): bigint {
    this.#at += 8;
    return this.#bytes.readBigInt64LE(this.#at - 8);
  }

  length(): number {
    let value = this.uint8();
    if (value < 128) return value;
    value -= 128;
    for (let scale = 128; ; scale *= 128) {
      const byte = this.uint8();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  data(): Buffer {
    const length = this.length();
    if (this.#at + length > this.#bytes.length) throw new RangeError('the answer ends too soon');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  text(): string {
    return this.data().toString('utf8');
  }

  /** Lists, each as fast as it can be read. */
  uint8s(): Uint8Array {
    return this.#numbers(1);
  }

  uint32s(): Uint32Array {
    return new Uint32Array(this.#numbers(4).buffer);
  }

  int32s(): Int32Array {
    return new Int32Array(this.#numbers(4).buffer);
  }

  uint64s(): Float64Array {
    const halves = new Uint32Array(this.#numbers(8).buffer);
    return new Float64Array(halves.length / 2).map((_, i) => halves[i * 2 + 1]! * 2 ** 32 + halves[i * 2]!);
  }

  uint64Halves(): readonly [low: Uint32Array, high: Uint32Array] {
    const halves = new Uint32Array(this.#numbers(8).buffer);
    const half = (which: number): Uint32Array =>
      new Uint32Array(halves.length / 2).map((_, i) => halves[i * 2 + which]!);
    return [half(0), half(1)];
  }

  /** Byte strings. */
  byteTexts(): readonly string[] {
    const bytes = this.#bytes;
    const count = this.length();
    if (count > bytes.length) throw new RangeError('the answer ends too soon');
    const cut = textCutter(bytes);
    const texts = new Array<string>(count);
    for (let i = 0; i < count; i++) {
      const length = this.length();
      const start = this.#at;
      this.#at += length;
      if (this.#at > bytes.length) throw new RangeError('the answer ends too soon');
      texts[i] = cut(start, this.#at);
    }
    return texts;
  }

  texts(): readonly string[] {
    const start = this.#at;
    const texts = this.byteTexts();
    // Lengths are bytes of ASCII themselves, or there is a text of 128 bytes and more.
    return isAscii(this.#bytes.subarray(start, this.#at)) ? texts : texts.map(fromBytes);
  }

  list<T>(read: () => T): T[] {
    const length = this.length();
    if (length > this.#bytes.length) throw new RangeError('the answer ends too soon');
    return Array.from({ length }, read);
  }

  /** In memory of its own: numbers stand anywhere in the answer. All machines that ts-audit runs on keep the lowest byte first. */
  #numbers(size: number): Uint8Array<ArrayBuffer> {
    const end = this.length() * size + this.#at;
    if (end > this.#bytes.length) throw new RangeError('the answer ends too soon');
    const numbers = new Uint8Array(end - this.#at);
    numbers.set(this.#bytes.subarray(this.#at, end));
    this.#at = end;
    return numbers;
  }
}
