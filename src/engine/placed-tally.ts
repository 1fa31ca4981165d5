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

/** Second, millisecond, serial number, rank of the family, number in it, number of the item. */
export type PlaceKey = readonly number[];

export const ANYWHERE: PlaceKey = [];

interface Placed {
  count: number;
  /** Where it came first, and which item of that event it was. */
  place: PlaceKey;
  item: number;
}

export class PlacedTally {
  readonly #items = new Map<string | number, Placed>();
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
    if (!known) this.#items.set(item, { count, place, item: i });
    else {
      known.count += count;
      if (comparePlaces(place, i, known) < 0) {
        known.place = place;
        known.item = i;
      }
    }
  }

  /** In order of first appearance. */
  counts(): ReadonlyMap<string | number, number> {
    const items = [...this.#items];
    if (items.some(([, { place }]) => place !== ANYWHERE))
      items.sort(([, { place, item }], [, other]) => comparePlaces(place, item, other));
    const counts = new Map<string | number, number>();
    for (const [item, { count }] of items) counts.set(item, count);
    return counts;
  }
}

function comparePlaces(place: PlaceKey, item: number, other: Placed): number {
  for (let i = 0; i < place.length; i++) {
    const difference = (place[i] ?? 0) - (other.place[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return item - other.item;
}
