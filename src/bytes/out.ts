/** A batched writer: byte strings and byte ranges in, large chunks out. */
export type Sink = (chunk: Buffer) => void;

const CHUNK = 1 << 16;
/** Fewer bytes are copied one by one: that is done before a call to copy them would have begun. */
const FEW = 48;

export class Out {
  #buffer: Buffer = Buffer.allocUnsafe(CHUNK);
  #used = 0;
  readonly #sink: Sink;

  /** `sink` owns nothing: it must have used the chunk when it returns. */
  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Appends a byte string (latin1). */
  write(text: string): void {
    if (this.#used + text.length > this.#buffer.length) this.#makeRoom(text.length);
    this.#used += this.#buffer.write(text, this.#used, 'latin1');
  }

  /** Appends `bytes[start, end)`. */
  writeBytes(bytes: Uint8Array, start = 0, end: number = bytes.length): void {
    const length = end - start;
    if (length > this.#buffer.length) {
      this.flush();
      this.#sink(Buffer.from(bytes.buffer, bytes.byteOffset + start, length));
      return;
    }
    if (this.#used + length > this.#buffer.length) this.flush();
    if (length < FEW) {
      const buffer = this.#buffer;
      for (let from = start, to = this.#used; from < end; from++, to++) buffer[to] = bytes[from]!;
    } else if (length === bytes.length) this.#buffer.set(bytes, this.#used);
    // A Buffer's own subarray takes three times as long.
    else this.#buffer.set(new Uint8Array(bytes.buffer, bytes.byteOffset + start, length), this.#used);
    this.#used += length;
  }

  flush(): void {
    if (this.#used === 0) return;
    const used = this.#used;
    this.#used = 0; // first: a sink that throws must not see the same bytes again
    this.#sink(this.#buffer.subarray(0, used));
  }

  #makeRoom(length: number): void {
    this.flush();
    if (length > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(length);
  }
}
