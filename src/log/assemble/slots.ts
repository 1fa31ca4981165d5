/** Numbered slots and ordered queues over typed arrays: the assembler's structures, free of per-event objects. */

/** A min-heap of integers; `less` compares two of them. */
export class IntHeap {
  #items: Int32Array = new Int32Array(64);
  #size = 0;
  readonly #less: (a: number, b: number) => boolean;

  constructor(less: (a: number, b: number) => boolean) {
    this.#less = less;
  }

  get size(): number {
    return this.#size;
  }

  /** The least item; -1 when empty. */
  peek(): number {
    return this.#size === 0 ? -1 : this.#at(0);
  }

  push(item: number): void {
    if (this.#size === this.#items.length) this.#items = grown(this.#items);
    const items = this.#items;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.#at(parent);
      if (!this.#less(item, above)) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  pop(): number {
    const items = this.#items;
    const least = this.#at(0);
    const item = this.#at(--this.#size);
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#less(this.#at(child + 1), this.#at(child))) child++;
      const below = this.#at(child);
      if (!this.#less(below, item)) break;
      items[at] = below;
      at = child;
    }
    items[at] = item;
    return least;
  }

  *values(): IterableIterator<number> {
    for (let i = 0; i < this.#size; i++) yield this.#at(i);
  }

  #at(place: number): number {
    return this.#items[place]!;
  }
}

/** A first-in first-out queue of integers. */
export class IntQueue {
  #items: Int32Array = new Int32Array(64);
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The oldest item; -1 when empty. */
  peek(): number {
    return this.#size === 0 ? -1 : this.#at(0);
  }

  /** The newest item; -1 when empty. */
  last(): number {
    return this.#size === 0 ? -1 : this.#at(this.#size - 1);
  }

  push(item: number): void {
    if (this.#size === this.#items.length) {
      const larger = new Int32Array(this.#items.length * 2);
      for (let i = 0; i < this.#size; i++) larger[i] = this.#at(i);
      this.#items = larger;
      this.#head = 0;
    }
    this.#items[(this.#head + this.#size++) & (this.#items.length - 1)] = item;
  }

  shift(): number {
    const item = this.#at(0);
    this.#head = (this.#head + 1) & (this.#items.length - 1);
    this.#size--;
    return item;
  }

  *values(): IterableIterator<number> {
    for (let i = 0; i < this.#size; i++) yield this.#at(i);
  }

  /** The `i`th oldest. */
  #at(i: number): number {
    return this.#items[(this.#head + i) & (this.#items.length - 1)]!;
  }
}

/** Numbers from 0 on that are given out, the lowest free one first. */
export class Slots {
  /** One more than the highest number that was ever taken. */
  count = 0;
  /** Numbers that are free, and some that have been taken since. */
  readonly #free = new IntHeap((a, b) => a < b);
  #isListed: Uint8Array = new Uint8Array(64);
  #isTaken: Uint8Array = new Uint8Array(64);

  /** Takes the lowest number that is free, or `given` if that is not negative. */
  take(given: number): number {
    const slot = given < 0 ? this.#lowest() : given;
    for (; this.count <= slot; this.count++) {
      if (this.count === this.#isTaken.length) {
        this.#isTaken = grown(this.#isTaken);
        this.#isListed = grown(this.#isListed);
      }
      if (this.count < slot) this.putBack(this.count);
    }
    this.#isTaken[slot] = 1;
    return slot;
  }

  isTaken(slot: number): boolean {
    return this.#isTaken[slot] === 1;
  }

  putBack(slot: number): void {
    this.#isTaken[slot] = 0;
    if (this.#isListed[slot] === 1) return;
    this.#isListed[slot] = 1;
    this.#free.push(slot);
  }

  #lowest(): number {
    while (this.#free.size > 0) {
      const slot = this.#free.pop();
      this.#isListed[slot] = 0;
      if (this.#isTaken[slot] === 0) return slot;
    }
    return this.count;
  }
}

/** A copy twice as long. */
export function grown(array: Int32Array): Int32Array;
export function grown(array: Float64Array): Float64Array;
export function grown(array: Uint8Array): Uint8Array;
export function grown(array: Int32Array | Float64Array | Uint8Array): Int32Array | Float64Array | Uint8Array {
  const length = array.length * 2;
  const larger =
    array instanceof Int32Array
      ? new Int32Array(length)
      : array instanceof Float64Array
        ? new Float64Array(length)
        : new Uint8Array(length);
  larger.set(array);
  return larger;
}
