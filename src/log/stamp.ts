/** When an event was, of one source: the order in which logs are merged. */
import type { EventId } from './event.js';

export type Stamp = Omit<EventId, 'node'>;

export function isEarlier(one: Stamp, other: Stamp): boolean {
  if (one.sec !== other.sec) return one.sec < other.sec;
  return one.milli !== other.milli ? one.milli < other.milli : one.serial < other.serial;
}

/** `one`, unless it is earlier. */
export function latestOf(one: Stamp, other: Stamp | undefined): Stamp {
  return other && isEarlier(one, other) ? other : one;
}

export const BEFORE_ALL: Stamp = { sec: Number.NEGATIVE_INFINITY, milli: 0, serial: 0 };
