/**
 * Forms of time the original does not know: `@1700000000`, ISO 8601 dates and date-times with or without a zone,
 * `-2h`, `-1d12h`, `2h ago`, `10 minutes ago`. They mean the same in every locale.
 */
import { parseISO } from 'date-fns/parseISO';
import { sub } from 'date-fns/sub';
import type { LocalFields, Zone } from '../locale/zone.js';

export type TimeBound = 'start' | 'end';

const UNITS = [
  ['seconds', 's|sec|secs|second|seconds'],
  ['minutes', 'm|min|mins|minute|minutes'],
  ['hours', 'h|hr|hrs|hour|hours'],
  ['days', 'd|day|days'],
  ['weeks', 'w|wk|wks|week|weeks'],
  ['months', 'mo|month|months'],
  ['years', 'y|yr|yrs|year|years'],
] as const;
type Unit = (typeof UNITS)[number][0];

const STEP = `(\\d{1,9})\\s*(${UNITS.map(([, words]) => words).join('|')})`;
const RELATIVE = new RegExp(`^(-)?((?:${STEP}\\s*)+?)(\\s*\\bago|(?<=\\d\\w+)ago)?$`, 'i');
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** True for `-2h`, `2h ago`, `10 minutes ago`. */
export function isRelative(text: string): boolean {
  return steps(text) !== undefined;
}

/**
 * The second meant by words the original refuses; undefined if they are none of these forms. A date without time begins
 * at its first second for -ts and ends with its last for -te.
 */
export function readMoment(bound: TimeBound, words: readonly string[], now: number, zone: Zone): number | undefined {
  const timeFirst = words.length === 2 && words[0]?.includes(':');
  const text = (timeFirst ? [words[1], words[0]] : words).join(' ').trim();
  return readEpoch(text) ?? readRelative(text, now, zone) ?? readIso(bound, text, zone);
}

function readEpoch(text: string): number | undefined {
  const found = /^@(-?\d{1,15})(?:\.\d+)?$/.exec(text);
  return found ? Number(found[1]) : undefined;
}

function readRelative(text: string, now: number, zone: Zone): number | undefined {
  const found = steps(text);
  const parts = found && zone.parts(now);
  if (!parts) return undefined;
  const { days = 0, weeks = 0, months = 0, years = 0, hours = 0, minutes = 0, seconds = 0 } = found;
  let at = now;
  if (days + weeks + months + years > 0) {
    // Whole days keep the time of day across a change of clocks. At noon, no zone has one.
    const noon = new Date(parts.year, parts.month - 1, parts.day, 12);
    const day = sub(noon, { days: days + weeks * 7, months, years });
    if (Number.isNaN(day.getTime())) return undefined;
    at = secondOf('start', { ...parts, year: day.getFullYear(), month: day.getMonth() + 1, day: day.getDate() }, zone);
  }
  return at - hours * 3600 - minutes * 60 - seconds;
}

function steps(text: string): Partial<Record<Unit, number>> | undefined {
  const found = RELATIVE.exec(text);
  // Without a sign it takes "ago" to mean the past.
  if (!found || (found[1] === undefined) === (found[5] === undefined)) return undefined;
  const total: Partial<Record<Unit, number>> = {};
  for (const [, amount, word = ''] of (found[2] ?? '').matchAll(new RegExp(`${STEP}(?![a-z])`, 'gi'))) {
    const unit = unitOf(word.toLowerCase());
    if (unit) total[unit] = (total[unit] ?? 0) + Number(amount);
  }
  return total;
}

function unitOf(word: string): Unit | undefined {
  return UNITS.find(([, words]) => words.split('|').includes(word))?.[0];
}

function readIso(bound: TimeBound, text: string, zone: Zone): number | undefined {
  const found = ISO.exec(text);
  if (!found) return undefined;
  const [, date = '', time = bound === 'start' ? '00:00:00' : '23:59:59', offset] = found;
  const at = parseISO(`${date}T${time.replace(',', '.')}${offset?.toUpperCase() ?? 'Z'}`);
  if (Number.isNaN(at.getTime())) return undefined;
  if (offset !== undefined) return Math.floor(at.getTime() / 1000);
  return secondOf(
    bound,
    {
      year: at.getUTCFullYear(),
      month: at.getUTCMonth() + 1,
      day: at.getUTCDate(),
      hour: at.getUTCHours(),
      minute: at.getUTCMinutes(),
      second: at.getUTCSeconds(),
    },
    zone,
  );
}

/** The second at which clocks really show `fields`; of two such, the one that widens the search. */
function secondOf(bound: TimeBound, fields: LocalFields, zone: Zone): number {
  const both = [false, true].map((dst) => zone.second(fields, dst) ?? Number.NaN);
  const real = both.filter((at) => {
    const parts = zone.parts(at);
    return parts?.hour === fields.hour && parts.minute === fields.minute && parts.day === fields.day;
  });
  const candidates = real.length > 0 ? real : both; // none: clocks skip this time
  return bound === 'start' ? Math.min(...candidates) : Math.max(...candidates);
}
