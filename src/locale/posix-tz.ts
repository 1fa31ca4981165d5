/**
 * Time zone rules as text: the TZ variable of POSIX (`CET-1CEST,M3.5.0,M10.5.0/3`), which is also the footer of every
 * zone file and rules the years after its last transition.
 */
import { civilDate, dayNumber } from './civil.js';

/** One kind of local time: what a zone's clocks show between two transitions. */
export interface LocalType {
  /** Seconds east of UTC. */
  readonly offset: number;
  readonly dst: boolean;
  readonly name: string;
}

/** A local type in force for `from <= t < to` (seconds; infinite at the ends). */
export interface ZoneSpan {
  readonly from: number;
  readonly to: number;
  readonly type: LocalType;
}

type DayRule = (year: number) => number;

interface Change {
  readonly day: DayRule;
  /** Seconds after local midnight; may be negative or beyond a day. */
  readonly time: number;
}

export interface PosixZone {
  readonly standard: LocalType;
  readonly daylight?: DaylightTime;
}

interface DaylightTime {
  readonly type: LocalType;
  readonly start: Change;
  readonly end: Change;
}

const NAME = '(<[A-Za-z0-9+-]+>|[A-Za-z]{3,})';
const TIME = '[+-]?\\d{1,3}(?::\\d{1,2}(?::\\d{1,2})?)?';
const ZONE = new RegExp(
  `^${NAME}(${TIME})(?:${NAME}(${TIME})?(?:,([^,/]+)(?:/(${TIME}))?,([^,/]+)(?:/(${TIME}))?)?)?$`,
);

/** Undefined if the text is not a POSIX zone. */
export function parsePosixZone(text: string): PosixZone | undefined {
  const found = ZONE.exec(text);
  if (!found) return undefined;
  const [, name = '', west = '', dstName, dstWest, startDay, startTime, endDay, endTime] = found;
  const standard: LocalType = { offset: -seconds(west) || 0, dst: false, name: bare(name) };
  if (dstName === undefined) return { standard };
  const offset = dstWest === undefined ? standard.offset + 3600 : -seconds(dstWest);
  // Without rules the C library assumes those of the United States.
  const start = dayRule(startDay ?? 'M3.2.0');
  const end = dayRule(endDay ?? 'M11.1.0');
  if (!start || !end) return undefined;
  return {
    standard,
    daylight: {
      type: { offset, dst: true, name: bare(dstName) },
      start: { day: start, time: seconds(startTime ?? '2') },
      end: { day: end, time: seconds(endTime ?? '2') },
    },
  };
}

/**
 * The C library counts the days before a year in 32 bits, so it sets the changes of this one, and of all later ones, back by
 * thousands of years: both have been, and the clocks stay at what the later one in the calendar says.
 */
const FIRST_YEAR_WITHOUT_CHANGES = 5_881_581;
const LAST_CHANGES_END = dayNumber(FIRST_YEAR_WITHOUT_CHANGES, 1, 1) * 86400;

/** The span that second `at` lies in. */
export function posixSpan(zone: PosixZone, at: number): ZoneSpan {
  const { standard, daylight } = zone;
  if (!daylight) return { from: -Infinity, to: Infinity, type: standard };
  if (at >= LAST_CHANGES_END) return { from: LAST_CHANGES_END, to: Infinity, type: lastType(daylight, standard) };
  const { year } = civilDate(Math.floor((at + standard.offset) / 86400));
  let from = -Infinity;
  let type: LocalType = standard;
  for (const change of changes(zone, year)) {
    if (at < change.at) return { from, to: Math.min(change.at, LAST_CHANGES_END), type };
    from = change.at;
    type = change.type;
  }
  return { from, to: Infinity, type }; // not reached: the next year's changes lie ahead of `at`
}

function lastType({ type, start, end }: DaylightTime, standard: LocalType): LocalType {
  return start.day(FIRST_YEAR_WITHOUT_CHANGES) < end.day(FIRST_YEAR_WITHOUT_CHANGES) ? standard : type;
}

function changes({ standard, daylight }: PosixZone, year: number): { readonly at: number; readonly type: LocalType }[] {
  if (!daylight) return [];
  const list = [year - 1, year, year + 1].flatMap((y) => [
    { at: daylight.start.day(y) * 86400 + daylight.start.time - standard.offset, type: daylight.type },
    { at: daylight.end.day(y) * 86400 + daylight.end.time - daylight.type.offset, type: standard },
  ]);
  return list.sort((a, b) => a.at - b.at);
}

/** `Mm.w.d`, `Jn` (1-365, no leap day) or `n` (0-365): year → day number. */
function dayRule(text: string): DayRule | undefined {
  const byWeek = /^M(\d{1,2})\.([1-5])\.([0-6])$/.exec(text);
  if (byWeek) {
    const [month, week, weekday] = [Number(byWeek[1]), Number(byWeek[2]), Number(byWeek[3])];
    if (month < 1 || month > 12) return undefined;
    return (year) => {
      const first = dayNumber(year, month, 1);
      const day = first + ((weekday - civilDate(first).weekday + 7) % 7) + (week - 1) * 7;
      return day < dayNumber(year, month + 1, 1) ? day : day - 7;
    };
  }
  const byDay = /^(J?)(\d{1,3})$/.exec(text);
  if (!byDay) return undefined;
  const n = Number(byDay[2]);
  if (byDay[1] === '') return (year) => dayNumber(year, 1, 1) + n;
  // A day after February skips the leap day.
  return (year) => dayNumber(year, 1, 1) + n - 1 + (n >= 60 ? dayNumber(year, 3, 1) - dayNumber(year, 1, 1) - 59 : 0);
}

function seconds(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const [hours = 0, minutes = 0, secs = 0] = text.replace(/^[+-]/, '').split(':').map(Number);
  return sign * (hours * 3600 + minutes * 60 + secs);
}

function bare(name: string): string {
  return name.replace(/[<>]/g, '');
}
