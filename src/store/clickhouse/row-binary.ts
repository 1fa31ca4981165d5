/**
 * ClickHouse's format RowBinary, in which answers come: the values of each row one behind the other without names or types.
 * Numbers are little-endian; lengths are LEB128.
 */
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
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
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

  list<T>(read: () => T): T[] {
    const length = this.length();
    if (length > this.#bytes.length) throw new RangeError('the answer ends too soon');
    return Array.from({ length }, read);
  }
}
