/**
 * What ranges of a log's bytes were found to mean: nearly all lists of names behind records are the same as an earlier
 * one. For ranges of whole events, `log/parts/parts.as.ts` does the same in WebAssembly.
 *
 *   range, tag ─ hash ─► a row of four places │ A │ B │ C │ – │   found: its value; else the caller makes one, which goes into
 *                                                                 a free place or, in turn, drives one of the four out
 *   patience of a tag    1000 ── each miss: 1 less, each hit: 4 more, 1000 at most ── 0 ─► 2000 times not asked ─► 500
 *
 * Nothing else is ever forgotten: a value must hang on nothing but the bytes and the tag.
 */

// Four places that a range may be in, so that few drive each other out. Fixed in number and size: a log is hostile input.
const PLACES = 8192;
const WAYS = 4;
const PLACE = 4;
const LONGEST = 512;
const SHORTEST = 4;

// Asking stops for a while when too few ranges are found: what a hit saves pays for some four misses.
const PATIENCE = 1000;
const PER_HIT = 4;
const PAUSE = 2000;
const RETRIES = 500;
const TAGS = 4096;

const FACTOR = 0x9e3779b1;

function mixed(hash: number): number {
  const product = Math.imul(hash, FACTOR);
  return product ^ (product >>> 15);
}

export class ByteMemo<T> {
  readonly #keys = new Uint8Array(PLACES * LONGEST);
  readonly #keyView = new DataView(this.#keys.buffer);
  /** Hash, length and tag of each place: those of one range's places share a cache line. */
  readonly #places = new Int32Array(PLACES * PLACE);
  readonly #values: (T | undefined)[] = new Array<T | undefined>(PLACES).fill(undefined);
  /** By tag: what misses are left before the pause, or minus how often not to ask. */
  readonly #patience = new Int16Array(TAGS).fill(PATIENCE);
  #bytes: Uint8Array = this.#keys;
  #view: DataView = this.#keyView;
  // The range that `get` missed last.
  #start = 0;
  #length = 0;
  #tag = 0;
  #hash = 0;
  #turn = 0;

  /** What was kept for `bytes[start, end)` under the same `tag`, a number; undefined also where asking does not pay. */
  get(bytes: Uint8Array, start: number, end: number, tag: number): T | undefined {
    const length = end - start;
    this.#length = 0;
    if (length < SHORTEST || length > LONGEST || !this.#pays(tag)) return undefined;
    if (bytes !== this.#bytes) this.#look(bytes);
    const hash = this.#hashOf(start, end, tag);
    const first = hash & (PLACES - WAYS);
    for (let place = first; place < first + WAYS; place++) {
      if (this.#isAt(place, hash, start, length, tag)) return this.#hit(place, tag);
    }
    this.#patience[tag & (TAGS - 1)] = this.#patienceOf(tag) - 1;
    this.#start = start;
    this.#length = length;
    this.#tag = tag;
    this.#hash = hash;
    return undefined;
  }

  /** Keeps a value for the range that the last `get` did not find; false: it did not look. */
  keep(value: T): boolean {
    if (this.#length === 0) return false;
    const first = this.#hash & (PLACES - WAYS);
    let place = first;
    while (place < first + WAYS && this.#values[place] !== undefined) place++;
    if (place === first + WAYS) place = first + (this.#turn++ & (WAYS - 1));
    this.#keys.set(this.#bytes.subarray(this.#start, this.#start + this.#length), place * LONGEST);
    this.#places[place * PLACE] = this.#hash;
    this.#places[place * PLACE + 1] = this.#length;
    this.#places[place * PLACE + 2] = this.#tag;
    this.#values[place] = value;
    this.#length = 0;
    return true;
  }

  #patienceOf(tag: number): number {
    return this.#patience[tag & (TAGS - 1)]!;
  }

  #pays(tag: number): boolean {
    const left = this.#patienceOf(tag);
    if (left > 0) return true;
    // After the pause a few tries, so that a log that begins to repeat itself is noticed.
    this.#patience[tag & (TAGS - 1)] = left === 0 ? -PAUSE : left === -1 ? RETRIES : left + 1;
    return false;
  }

  #hit(place: number, tag: number): T | undefined {
    const left = this.#patienceOf(tag);
    if (left < PATIENCE) this.#patience[tag & (TAGS - 1)] = left + PER_HIT;
    return this.#values[place];
  }

  #look(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Four sums side by side, as each step has to wait for the one before. The last bytes may be read twice. */
  #hashOf(start: number, end: number, tag: number): number {
    const view = this.#view;
    let a = tag;
    let b = end - start;
    let c = 0;
    let d = 0;
    let at = start;
    for (; at + 16 <= end; at += 16) {
      a = Math.imul(a ^ view.getInt32(at, true), FACTOR);
      b = Math.imul(b ^ view.getInt32(at + 4, true), FACTOR);
      c = Math.imul(c ^ view.getInt32(at + 8, true), FACTOR);
      d = Math.imul(d ^ view.getInt32(at + 12, true), FACTOR);
    }
    const last = end - 4;
    for (; at < last; at += 4) a = mixed(a ^ view.getInt32(at, true));
    return mixed(mixed(mixed(mixed(a ^ view.getInt32(last, true)) ^ b) ^ c) ^ d);
  }

  #isAt(place: number, hash: number, start: number, length: number, tag: number): boolean {
    const meta = this.#places;
    const at0 = place * PLACE;
    if (meta[at0] !== hash || meta[at0 + 1] !== length || meta[at0 + 2] !== tag) return false;
    const view = this.#view;
    const keys = this.#keyView;
    const shift = place * LONGEST - start;
    const last = start + length - 4;
    for (let at = start; at < last; at += 4) {
      if (view.getInt32(at, true) !== keys.getInt32(at + shift, true)) return false;
    }
    return view.getInt32(last, true) === keys.getInt32(last + shift, true);
  }
}
