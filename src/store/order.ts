/** The order of release as a key: an event that came out behind a later one goes directly behind that one. */

export interface Stamp {
  readonly sec: number;
  readonly ms: number;
  readonly serial: number;
}

export const BEFORE_ALL: Stamp = { sec: 0, ms: 0, serial: 0 };

export function compareStamps(one: Stamp, other: Stamp): number {
  return one.sec - other.sec || one.ms - other.ms || one.serial - other.serial;
}

export function later(one: Stamp, other: Stamp): Stamp {
  return compareStamps(one, other) < 0 ? other : one;
}

/** As `TimeSpan` has it: as the digits in the log are read. */
export function stampSeconds(sec: number, ms: number): number {
  return Number(`${sec}.${String(ms).padStart(3, '0')}`);
}
