/** RFC 3339 time stamps. Events come in order of time, so the day of the last one is kept. */
import { literal, type Piece } from '../log/parts/pattern.js';

const DAY = 86400;
const LAST_SECOND = 253402300799; // 9999-12-31T23:59:59Z, the last one that the format can say

const TWO = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'));

let lastDay = Number.NaN;
let lastDate = '';

/** `2020-09-13T12:26:41.001Z`; undefined after the year 9999. */
export function utcTime(sec: number, milli = 0): string | undefined {
  if (!(sec >= 0 && sec <= LAST_SECOND)) return undefined;
  const day = Math.floor(sec / DAY);
  if (day !== lastDay) {
    lastDay = day;
    lastDate = new Date(day * DAY * 1000).toISOString().slice(0, 10);
  }
  const rest = sec - day * DAY;
  const clock = `${TWO[Math.floor(rest / 3600)]}:${TWO[Math.floor(rest / 60) % 60]}:${TWO[rest % 60]}`;
  return `${lastDate}T${clock}.${threeDigits(milli)}Z`;
}

/** What `Patterns.times` is of formats with such stamps: up to the milliseconds. Undefined where there is no stamp. */
export function utcSeconds(sec: number): readonly string[] | undefined {
  const time = utcTime(sec);
  return time === undefined ? undefined : [time.slice(0, -'000Z'.length)];
}

export const UTC_STAMP: readonly Piece[] = [{ kind: 'time', number: 0 }, { kind: 'milli digits' }, literal('Z')];

export function threeDigits(milli: number): string {
  return milli >= 100 ? String(milli) : milli >= 10 ? `0${milli}` : `00${milli}`;
}
