/**
 * The proleptic Gregorian calendar in plain integers. The JavaScript Date ends in the year 275760; the C library goes on
 * to the year 2147485547, and log lines may hold any second.
 */

/** Local time, broken down. Months and days count from 1, `yday` from 0, `weekday` from Sunday = 0. */
export interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
  readonly yday: number;
  /** Seconds east of UTC. */
  readonly offset: number;
  readonly dst: boolean;
  readonly zone: string;
}

const DAYS_PER_CYCLE = 146097; // 400 years

/** Days since 1970-01-01. Months and days beyond their range roll over, as in mktime. */
export function dayNumber(year: number, month: number, day: number): number {
  const months = year * 12 + (month - 1);
  const y = Math.floor(months / 12);
  const m = months - y * 12; // 0..11
  // The year starts in March, so the leap day is its last.
  const shifted = m < 2 ? y - 1 : y;
  const cycle = Math.floor(shifted / 400);
  const yearOfCycle = shifted - cycle * 400;
  const dayOfYear = Math.floor((153 * ((m + 10) % 12) + 2) / 5) + day - 1;
  const dayOfCycle = yearOfCycle * 365 + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100) + dayOfYear;
  return cycle * DAYS_PER_CYCLE + dayOfCycle - 719468;
}

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly yday: number;
}

/** The date of a day number: the inverse of `dayNumber`. */
export function civilDate(days: number): CivilDate {
  const z = days + 719468;
  const cycle = Math.floor(z / DAYS_PER_CYCLE);
  const dayOfCycle = z - cycle * DAYS_PER_CYCLE;
  const yearOfCycle = Math.floor(
    (dayOfCycle - Math.floor(dayOfCycle / 1460) + Math.floor(dayOfCycle / 36524) - Math.floor(dayOfCycle / 146096)) /
      365,
  );
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0);
  const weekday = (((days + 4) % 7) + 7) % 7;
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return { year, month, day, weekday, yday: days - dayNumber(year, 1, 1) };
}
