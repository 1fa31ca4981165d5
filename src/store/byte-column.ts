/** Byte strings one behind the other: what a column of many is made of, without an object for each. */

const LEAST_MEMORY = 1 << 20;
const NO_MEMORY = Buffer.alloc(0);

export class ByteColumn {
  #memory = NO_MEMORY;
  #used = 0;
  readonly #ends: number[] = [];
  /** Of the last values: bytes that stand one behind the other there, too, and are fetched at once. */
  #source: Uint8Array = NO_MEMORY;
  #from = 0;
  #to = 0;

  get length(): number {
    return this.#ends.length;
  }

  /** Bytes of all values. */
  get size(): number {
    return this.#used + this.#to - this.#from;
  }

  /** Begins or goes on with a value. The bytes are not to change as long as values are read. */
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
  bytes(): { readonly memory: Uint8Array; readonly ends: readonly number[] } {
    // Usually all stand one behind the other already.
    if (this.#used === 0) return { memory: this.#source.subarray(this.#from, this.#to), ends: this.#ends };
    this.#fetch();
    return { memory: this.#memory, ends: this.#ends };
  }

  value(at: number): Uint8Array {
    const { memory, ends } = this.bytes();
    return memory.subarray(at === 0 ? 0 : ends[at - 1], ends[at]);
  }

  values(): readonly Uint8Array[] {
    return this.#ends.map((_, at) => this.value(at));
  }

  #fetch(): void {
    const length = this.#to - this.#from;
    if (length === 0) return;
    if (this.#used + length > this.#memory.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#memory.length * 2, this.#used + length, LEAST_MEMORY));
      larger.set(this.#memory.subarray(0, this.#used));
      this.#memory = larger;
    }
    this.#memory.set(this.#source.subarray(this.#from, this.#to), this.#used);
    this.#used += length;
    this.#from = this.#to;
  }
}
