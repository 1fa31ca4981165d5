/**
 * What ranges of a log's bytes were found to mean. Logs repeat themselves: nine in ten PATH, CWD and PROCTITLE records
 * are the same behind their headers as an earlier one. Four bytes at a time, hashing and comparing take 0.1 µs for 200
 * bytes, a tenth of what reading their fields takes.
 */

// Four places that a range may be in, so that few drive each other out. Fixed in number and size: a log is hostile input.
const PLACES = 8192;
const WAYS = 4;
const LONGEST = 512;
const SHORTEST = 4;

// Asking stops for a while when too few ranges are found: what a hit saves pays for some four misses.
const PATIENCE = 1000;
const PER_HIT = 4;
const PAUSE = 2000;
const RETRIES = 500;
const TAGS = 4096;

export class ByteMemo<T> {
  readonly #keys = new Uint8Array(PLACES * LONGEST);
  readonly #keyView = new DataView(this.#keys.buffer);
  readonly #lengths = new Int32Array(PLACES);
  readonly #hashes = new Int32Array(PLACES);
  readonly #tags = new Int32Array(PLACES);
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
    this.#patience[tag & (TAGS - 1)]!--;
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
    this.#lengths[place] = this.#length;
    this.#hashes[place] = this.#hash;
    this.#tags[place] = this.#tag;
    this.#values[place] = value;
    this.#length = 0;
    return true;
  }

  #pays(tag: number): boolean {
    const left = this.#patience[tag & (TAGS - 1)]!;
    if (left > 0) return true;
    // After the pause a few tries, so that a log that begins to repeat itself is noticed.
    this.#patience[tag & (TAGS - 1)] = left === 0 ? -PAUSE : left === -1 ? RETRIES : left + 1;
    return false;
  }

  #hit(place: number, tag: number): T | undefined {
    if (this.#patience[tag & (TAGS - 1)]! < PATIENCE) this.#patience[tag & (TAGS - 1)]! += PER_HIT;
    return this.#values[place];
  }

  #look(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The last four bytes are read once more where the length is no multiple of four. */
  #hashOf(start: number, end: number, tag: number): number {
    const view = this.#view;
    const last = end - 4;
    let hash = tag;
    for (let at = start; at < last; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ view.getInt32(last, true), 0x9e3779b1);
    return hash ^ (hash >>> 15);
  }

  #isAt(place: number, hash: number, start: number, length: number, tag: number): boolean {
    if (this.#hashes[place] !== hash || this.#lengths[place] !== length || this.#tags[place] !== tag) return false;
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
