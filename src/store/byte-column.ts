/** Byte strings one behind the other: what a column of many is made of, without an object for each. */

const LEAST_MEMORY = 1 << 20;

export class ByteColumn {
  #memory = Buffer.allocUnsafeSlow(LEAST_MEMORY);
  #used = 0;
  readonly #ends: number[] = [];
  /** Of the last values: bytes that stand one behind the other there, too, and are fetched at once. */
  #source: Uint8Array = this.#memory;
  #from = 0;
  #to = 0;

  get length(): number {
    return this.#ends.length;
  }

  /** Bytes of all values. */
  get size(): number {
    return this.#used + this.#to - this.#from;
  }

  /** Begins or goes on with a value. The bytes are not to change before the first value is read. */
  add(source: Uint8Array, from: number, to: number): void {
    if (source === this.#source && from === this.#to) {
      this.#to = to;
      return;
    }
    this.#fetch();
    this.#source = source;
    this.#from = from;
    this.#to = to;
  }

  endValue(): void {
    this.#ends.push(this.size);
  }

  /** All values, each behind the one before; and where they end. */
  bytes(): { readonly memory: Buffer; readonly ends: readonly number[] } {
    this.#fetch();
    return { memory: this.#memory, ends: this.#ends };
  }

  value(at: number): Buffer {
    const { memory, ends } = this.bytes();
    return memory.subarray(at === 0 ? 0 : ends[at - 1], ends[at]);
  }

  values(): readonly Buffer[] {
    return this.#ends.map((_, at) => this.value(at));
  }

  #fetch(): void {
    const length = this.#to - this.#from;
    if (length === 0) return;
    if (this.#used + length > this.#memory.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#memory.length * 2, this.#used + length));
      larger.set(this.#memory.subarray(0, this.#used));
      this.#memory = larger;
    }
    this.#memory.set(this.#source.subarray(this.#from, this.#to), this.#used);
    this.#used += length;
    this.#from = this.#to;
  }
}
