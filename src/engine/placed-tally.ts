/** Counts of items from several logs that are put together without merging their events: who came first is told by places. */
import { chainsOf, familyName } from '../input/order.js';
import type { Source } from '../input/source.js';
import { BEFORE_ALL, later, type Stamp } from '../store/order.js';

/** Where the events of a family of logs stand among those of others. */
interface FamilyOrder {
  /** Who goes first among equals. */
  readonly rank: number;
  /** It follows another family, whose events have stamps up to this one. */
  readonly floor: Stamp;
}

/** By family. */
export type Order = ReadonlyMap<string, FamilyOrder>;

/** As logs are merged: chain by chain, in each one log behind the other. `latest`: the latest stamp of each family. */
export async function orderOf(sources: readonly Source[], latest: ReadonlyMap<string, Stamp>): Promise<Order> {
  const order = new Map<string, FamilyOrder>();
  for (const chain of await chainsOf(sources)) {
    let floor = BEFORE_ALL;
    for (const family of new Set(chain.map(familyName))) {
      order.set(family, { rank: order.size, floor });
      floor = later(floor, latest.get(family) ?? BEFORE_ALL);
    }
  }
  return order;
}

/** Second, millisecond, serial number, rank of the family, number in it. */
export type PlaceKey = readonly number[];

export const ANYWHERE: PlaceKey = [];

/** Numbers of a place, and of the item of that event. */
const WIDTH = 6;

/** There may be as many items as files: they are numbers in columns. */
export class PlacedTally {
  /** Where its numbers stand. */
  readonly #items = new Map<string | number, number>();
  readonly #counts: number[] = [];
  /** Where each came first. */
  #places = new Float64Array(WIDTH << 10);
  readonly #order: Order;

  constructor(order: Order) {
    this.#order = order;
  }

  place(family: string, stamp: Stamp, ord: number): PlaceKey {
    const { rank, floor } = this.#order.get(family) ?? { rank: 0, floor: BEFORE_ALL };
    const { sec, ms, serial } = later(stamp, floor);
    return [sec, ms, serial, rank, ord];
  }

  /** `i`: which item of the event it is. */
  add(item: string | number, count: number, place: PlaceKey, i: number): void {
    const known = this.#items.get(item);
    if (known === undefined) {
      const at = this.#counts.push(count) - 1;
      this.#items.set(item, at);
      this.#put(at, place, i);
      return;
    }
    this.#counts[known]! += count;
    if (this.#isBefore(place, i, known)) this.#put(known, place, i);
  }

  /** In order of first appearance. */
  *counts(): Generator<readonly [item: string | number, count: number]> {
    const items = [...this.#items.keys()];
    const places = this.#places;
    const order = new Uint32Array(items.length).map((_, at) => at);
    // Equal ones stay as they came.
    order.sort((one, other) => {
      for (let k = 0; k < WIDTH; k++) {
        const difference = places[one * WIDTH + k]! - places[other * WIDTH + k]!;
        if (difference !== 0) return difference;
      }
      return 0;
    });
    for (const at of order) yield [items[at]!, this.#counts[at]!];
  }

  #put(at: number, place: PlaceKey, i: number): void {
    const start = at * WIDTH;
    if (start === this.#places.length) {
      const larger = new Float64Array(this.#places.length * 2);
      larger.set(this.#places);
      this.#places = larger;
    }
    for (let k = 0; k < WIDTH - 1; k++) this.#places[start + k] = place[k] ?? 0;
    this.#places[start + WIDTH - 1] = i;
  }

  #isBefore(place: PlaceKey, i: number, at: number): boolean {
    for (let k = 0; k < WIDTH; k++) {
      const difference = (k < WIDTH - 1 ? (place[k] ?? 0) : i) - this.#places[at * WIDTH + k]!;
      if (difference !== 0) return difference < 0;
    }
    return false;
  }
}
