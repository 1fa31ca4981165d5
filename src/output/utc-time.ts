/** RFC 3339 time stamps. Events come in order of time, so the second of the last one is kept. */
const LAST_SECOND = 253402300799; // 9999-12-31T23:59:59Z, the last one that the format can say

let lastSec = Number.NaN;
let lastText = '';

/** `2020-09-13T12:26:41.001Z`; undefined after the year 9999. */
export function utcTime(sec: number, milli: number): string | undefined {
  if (sec !== lastSec) {
    if (!(sec >= 0 && sec <= LAST_SECOND)) return undefined;
    lastSec = sec;
    lastText = new Date(sec * 1000).toISOString().slice(0, 19);
  }
  return `${lastText}.${String(milli).padStart(3, '0')}Z`;
}
