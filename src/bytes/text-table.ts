/**
 * Distinct texts, millions of them, in a third of the memory of a map's keys: their bytes stand one behind the other.
 *
 *     slots    [ 0 | 3 | 0 | 1 | 2 | 0 … ]      by hash: place + 1, 0 is free; never more than half full
 *     ends     [ 5 | 9 | 17 … ]                 by place: where the text ends in
 *     blocks   [ first|root|somebody … ] [ … ]  and in which block
 */

const BLOCK = 1 << 20;
const FIRST_SLOTS = 1 << 10;

// A log's author must not know which texts share a slot, and comes before the run; node:crypto takes 2 ms to load.
const FACTOR = Math.floor(Math.random() * 2 ** 30) * 2 + 1;
const SEED = Math.floor(Math.random() * 2 ** 32);

function hashOf(text: string): number {
  let hash = SEED ^ text.length;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), FACTOR);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

export class TextTable {
  #slots = new Uint32Array(FIRST_SLOTS);
  #hashes = new Uint32Array(FIRST_SLOTS / 2);
  #blocks = new Uint32Array(FIRST_SLOTS / 2);
  #starts = new Uint32Array(FIRST_SLOTS / 2);
  #ends = new Uint32Array(FIRST_SLOTS / 2);
  #block: Buffer = Buffer.alloc(0);
  /** Where the next text goes in the last block. */
  #end = 0;
  readonly #bytes: Buffer[] = [this.#block];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Its place in the order of first appearance; a text that is new is added. `text` is a byte string. */
  place(text: string): number {
    const hash = hashOf(text);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let place = this.#slots[slot]!; place > 0; place = this.#slots[slot]!) {
      if (this.#hashes[place - 1] === hash && this.text(place - 1) === text) return place - 1;
      slot = (slot + 1) & mask;
    }
    if (this.#size === this.#ends.length) {
      this.#grow();
      return this.place(text);
    }
    this.#append(text, hash);
    this.#slots[slot] = this.#size;
    return this.#size - 1;
  }

  text(place: number): string {
    return this.#bytes[this.#blocks[place]!]!.toString('latin1', this.#starts[place], this.#ends[place]);
  }

  #append(text: string, hash: number): void {
    const place = this.#size++;
    if (this.#end + text.length > this.#block.length) {
      this.#block = Buffer.allocUnsafeSlow(Math.max(BLOCK, text.length));
      this.#bytes.push(this.#block);
      this.#end = 0;
    }
    this.#hashes[place] = hash;
    this.#blocks[place] = this.#bytes.length - 1;
    this.#starts[place] = this.#end;
    this.#end += this.#block.write(text, this.#end, 'latin1');
    this.#ends[place] = this.#end;
  }

  /** Twice as many places and slots. */
  #grow(): void {
    const places = this.#ends.length * 2;
    this.#hashes = widened(this.#hashes, places);
    this.#blocks = widened(this.#blocks, places);
    this.#starts = widened(this.#starts, places);
    this.#ends = widened(this.#ends, places);
    this.#slots = new Uint32Array(places * 2);
    const mask = this.#slots.length - 1;
    for (let place = 0; place < this.#size; place++) {
      let slot = this.#hashes[place]! & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = place + 1;
    }
  }
}

function widened(numbers: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const wide = new Uint32Array(length);
  wide.set(numbers);
  return wide;
}
