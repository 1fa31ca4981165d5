/**
 * The words after -ts and -te. What the original accepts means what it means there, oddities included; what it refuses
 * is tried as one of our own forms (`moment.ts`) before the original's message is given.
 */
import { readFileSync } from 'node:fs';
import { AuditError } from '../errors.js';
import type { TimeLocale } from '../locale/locale.js';
import { scanTime } from '../locale/scan.js';
import type { LocalFields } from '../locale/zone.js';
import { systemReason } from '../tables/reason.js';
import { isRelative, readMoment, type TimeBound } from './moment.js';
import { wrongPart } from './wrong-time.js';

export interface TimeContext {
  readonly locale: TimeLocale;
  /** Seconds since the epoch; the present by default. */
  readonly now?: number;
  /** See ArgumentContext. */
  readonly forPeople?: boolean;
  /** Reads the text of /proc/uptime. */
  readonly uptime?: () => string;
}

type Clock = Pick<LocalFields, 'hour' | 'minute' | 'second'>;

/** A day with the daylight saving regime its times are read in, and the time of day if it has one of its own. */
interface Day {
  readonly fields: LocalFields;
  readonly dst: boolean;
  readonly ownTime: boolean;
  /** False for a date of the calendar. */
  readonly keyword: boolean;
}

const DAY = 86400;
const MIDNIGHT: Clock = { hour: 0, minute: 0, second: 0 };
const MIDNIGHT_TEXT = '00:00:00';

/**
 * The words at `argv[at]` that belong to a time option: one or two that don't start with `-`, or more for `10 minutes
 * ago`, or one like `-2h`, which the original could only refuse.
 */
export function takeTimeWords(argv: readonly string[], at: number): readonly string[] {
  const [first, second] = [argv[at], argv[at + 1]];
  if (first === undefined || (first.startsWith('-') && !isRelative(first))) return [];
  if (first.startsWith('-')) return [first];
  const phrase = argv.slice(at, at + 3);
  if (phrase[2] === 'ago' && isRelative(phrase.join(' '))) return phrase;
  return second === undefined || second.startsWith('-') ? [first] : [first, second];
}

/**
 * The second that `words` name; both bounds are inclusive. `option` is the spelling used, for messages. A lone
 * `checkpoint` is the caller's to recognise.
 */
export function parseTimeWords(
  bound: TimeBound,
  option: string,
  words: readonly string[],
  context: TimeContext,
): number {
  if (words.length === 0) throw new AuditError('usage', `${option} requires either date and/or time`);
  const now = context.now ?? Math.floor(Date.now() / 1000);
  try {
    return referenceTime(bound, words, now, context);
  } catch (error) {
    const read = (some: readonly string[]): number | undefined => readMoment(bound, some, now, context.locale.zone);
    const moment = read(words);
    if (moment !== undefined) return moment;
    const blamed = wrongPart(bound, words, {
      isOurs: (date) => read([date]) !== undefined,
      forPeople: context.forPeople === true,
    });
    throw blamed === undefined ? error : new AuditError('usage', blamed);
  }
}

function referenceTime(bound: TimeBound, words: readonly string[], now: number, context: TimeContext): number {
  const { locale } = context;
  const [first = '', second] = words;
  const timeFirst = first.includes(':');
  const [dateWord, timeWord] = timeFirst ? [second, first] : [first, second];
  const today: Day = { ...dayOf(now, locale), ownTime: false, keyword: true };

  if (dateWord === undefined) return toSecond(bound, today, clock(bound, first, locale), locale);
  const day = keywordDay(bound, dateWord, now, context) ?? calendarDay(bound, dateWord, locale);
  if (timeWord === undefined) {
    if (day.ownTime) return toSecond(bound, day, day.fields, locale);
    // BUG? An end date alone means the present time of day, read in the present regime.
    if (bound === 'end' && !day.keyword) return toSecond(bound, { ...day, dst: today.dst }, today.fields, locale);
    return toSecond(bound, day, MIDNIGHT, locale);
  }
  const time = clock(bound, timeWord, locale);
  if (day.ownTime && timeWord === MIDNIGHT_TEXT) return toSecond(bound, day, day.fields, locale);
  return toSecond(bound, { ...day, ownTime: false }, time, locale);
}

/** What a keyword stands for: a moment whose day is meant, and whether its time of day is meant too. */
interface Meaning {
  readonly at: number;
  readonly ownTime?: boolean;
  readonly change?: Partial<LocalFields>;
  readonly dst?: boolean;
}

const MEANINGS: Readonly<Record<string, (now: number, bound: TimeBound, context: TimeContext) => Meaning>> = {
  now: (now) => ({ at: now, ownTime: true }),
  recent: (now) => ({ at: now - 600, ownTime: true }),
  'this-hour': (now) => ({ at: now, ownTime: true }), // BUG? the hour's start is not looked for
  boot: (now, bound, context) => ({ at: now - uptime(bound, context), ownTime: true }),
  today: (now, bound) => ({ at: now, ownTime: bound === 'end' }),
  yesterday: (now) => ({ at: now - DAY }),
  'this-week': (now, _, { locale }) => ({ at: now - (locale.parts(now)?.weekday ?? 0) * DAY }),
  'week-ago': (now) => ({ at: now - 7 * DAY }),
  'this-month': (now) => ({ at: now, change: { day: 1 } }),
  'this-year': (now) => ({ at: now, change: { month: 1, day: 1 }, dst: false }), // BUG? summer in the south
};

function keywordDay(bound: TimeBound, word: string, now: number, context: TimeContext): Day | undefined {
  if (!Object.hasOwn(MEANINGS, word)) return undefined;
  const meaning = MEANINGS[word]?.(now, bound, context);
  if (!meaning) return undefined;
  const { fields, dst } = dayOf(meaning.at, context.locale);
  return {
    fields: { ...fields, ...meaning.change },
    dst: meaning.dst ?? dst,
    ownTime: meaning.ownTime ?? false,
    keyword: true,
  };
}

/** A date in the locale's form. Its regime is the one in force at its start. */
function calendarDay(bound: TimeBound, word: string, locale: TimeLocale): Day {
  const date = scanTime(word, '%x', locale.definition);
  if (!date) {
    throw new AuditError('usage', `Invalid ${bound} date (${word}). Month, Day, and Year are required.`);
  }
  if (date.length < word.length) throw new AuditError('usage', `Error parsing ${bound} date (${word})`);
  const { year = 1900, month = 1, day = 0 } = date;
  // BUG? The start is looked up as standard time. Where that is the summer's time (Dublin), the day before comes back.
  const start = locale.zone.second({ year, month, day, ...MIDNIGHT }, false);
  const parts = start === undefined ? undefined : locale.parts(start);
  if (!parts) throw new AuditError('usage', `Error converting ${bound} time`);
  return { fields: parts, dst: parts.dst, ownTime: false, keyword: false };
}

function clock(bound: TimeBound, word: string, locale: TimeLocale): Clock {
  const text = word.length <= 5 ? `${word}:00` : word;
  const time = scanTime(text, '%X', locale.definition);
  if (!time) {
    throw new AuditError('usage', `Invalid ${bound} time (${word}). Hour, Minute, and Second are required.`);
  }
  if (time.length < text.length) throw new AuditError('usage', `Error parsing ${bound} time (${word})`);
  return { hour: time.hour ?? 0, minute: time.minute ?? 0, second: time.second ?? 0 };
}

function toSecond(bound: TimeBound, day: Day, time: Clock, locale: TimeLocale): number {
  const { year, month, day: dayOfMonth } = day.fields;
  if (!day.ownTime && year < 2004) throw new AuditError('usage', `Error - year is ${year}`);
  const { hour, minute, second } = time;
  const at = locale.zone.second({ year, month, day: dayOfMonth, hour, minute, second }, day.dst);
  if (at === undefined) throw new AuditError('usage', `Error converting ${bound} time`);
  return at;
}

function dayOf(at: number, locale: TimeLocale): { readonly fields: LocalFields; readonly dst: boolean } {
  const parts = locale.parts(at);
  if (!parts) throw new AuditError('usage', 'the clock of this machine is beyond the calendar');
  return { fields: parts, dst: parts.dst };
}

function uptime(bound: TimeBound, { uptime: read = readUptime }: TimeContext): number {
  let reason = 'Invalid argument';
  try {
    const seconds = Number.parseFloat(read());
    if (Number.isFinite(seconds)) return Math.round(seconds);
  } catch (error) {
    reason = systemReason(error);
  }
  throw new AuditError(
    'usage',
    `Can't read uptime (${reason})\nInvalid ${bound} date (boot). Month, Day, and Year are required.`,
  );
}

function readUptime(): string {
  return readFileSync('/proc/uptime', 'latin1');
}
