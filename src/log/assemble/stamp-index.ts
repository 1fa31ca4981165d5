/** Slots by the stamp of their event: a hash table of chains over typed arrays. */
import { grown } from './slots.js';

const HIGH_HALF = 0x1_0000_0000;

export class StampIndex {
  /** First slot of each chain, -1 for none; a power of two. */
  #chains: Int32Array = new Int32Array(1024).fill(-1);
  #next: Int32Array = new Int32Array(64);
  /** Of each slot. */
  #hashes: Int32Array = new Int32Array(64);
  #size = 0;
  /** Random, so that no log can be made to fall into one chain. */
  readonly #seed = (Math.random() * 0x7fffffff) | 1;

  /** Of all bits of the numbers, which a log may make as large as it likes. */
  hash(sec: number, milli: number, serial: number): number {
    let mixed = this.#mixed(milli + 1, serial);
    mixed = this.#mixed(mixed, serial / HIGH_HALF);
    mixed = this.#mixed(mixed, sec);
    return this.#mixed(mixed, sec / HIGH_HALF);
  }

  #mixed(hash: number, number: number): number {
    const product = Math.imul(hash ^ number, this.#seed);
    return product ^ (product >>> 15);
  }

  /** A slot whose stamp may have this hash; -1 when there is none. */
  first(hash: number): number {
    return this.#chains[hash & (this.#chains.length - 1)]!;
  }

  /** The slot to look at behind this one; -1 for none. */
  next(slot: number): number {
    return this.#next[slot]!;
  }

  add(slot: number, hash: number): void {
    while (slot >= this.#next.length) {
      this.#next = grown(this.#next);
      this.#hashes = grown(this.#hashes);
    }
    if (++this.#size > this.#chains.length) this.#rehash();
    this.#hashes[slot] = hash;
    this.#link(slot);
  }

  remove(slot: number): void {
    this.#size--;
    const chain = this.#chainOf(slot);
    let before = this.first(chain);
    if (before === slot) {
      this.#chains[chain] = this.next(slot);
      return;
    }
    while (this.#next[before] !== slot) before = this.next(before);
    this.#next[before] = this.next(slot);
  }

  #chainOf(slot: number): number {
    return this.#hashes[slot]! & (this.#chains.length - 1);
  }

  #link(slot: number): void {
    const chain = this.#chainOf(slot);
    this.#next[slot] = this.first(chain);
    this.#chains[chain] = slot;
  }

  #rehash(): void {
    const slots: number[] = [];
    for (const head of this.#chains) for (let slot = head; slot >= 0; slot = this.next(slot)) slots.push(slot);
    this.#chains = new Int32Array(this.#chains.length * 2).fill(-1);
    for (const slot of slots) this.#link(slot);
  }
}
