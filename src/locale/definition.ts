/**
 * The LC_TIME category of a locale: built in for C and its UTF-8 twin, else asked from the system's `locale` program,
 * which reads the same compiled locales as the C library does. All texts are byte strings in the locale's own encoding.
 */
import { spawnSync } from 'node:child_process';
import { helperEnvironment } from '../helper-environment.js';

/** A calendar of eras (`era` of LC_TIME), as in Thai and Japanese dates. Years are infinite at open ends. */
export interface Era {
  readonly direction: 1 | -1;
  readonly offset: number;
  readonly start: readonly [year: number, month: number, day: number];
  readonly end: readonly [year: number, month: number, day: number];
  readonly name: string;
  readonly format: string;
}

export interface TimeDefinition {
  readonly days: readonly string[];
  readonly shortDays: readonly string[];
  readonly months: readonly string[];
  readonly shortMonths: readonly string[];
  /** Month names as they stand alone; only read, never written, by date formats. */
  readonly otherMonths: readonly string[];
  readonly amPm: readonly [string, string];
  readonly dateTime: string;
  readonly date: string;
  readonly time: string;
  readonly time12: string;
  /** Digits of their own for 0, 1, 2 …; empty if there are none. */
  readonly digits: readonly string[];
  readonly eras: readonly Era[];
}

const names = (text: string): string[] => text.split(' ');

export const cDefinition: TimeDefinition = {
  days: names('Sunday Monday Tuesday Wednesday Thursday Friday Saturday'),
  shortDays: names('Sun Mon Tue Wed Thu Fri Sat'),
  months: names('January February March April May June July August September October November December'),
  shortMonths: names('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'),
  otherMonths: [],
  amPm: ['AM', 'PM'],
  dateTime: '%a %b %e %H:%M:%S %Y',
  date: '%m/%d/%y',
  time: '%H:%M:%S',
  time12: '%I:%M:%S %p',
  digits: [],
  eras: [],
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** Prints `locale -k LC_TIME` of an environment as a byte string; undefined if there is no such program. */
export type LocaleProgram = (env: Environment) => string | undefined;

const systemProgram: LocaleProgram = (env) => {
  const run = spawnSync('locale', ['-k', 'LC_TIME'], {
    env: helperEnvironment(env),
    encoding: 'latin1',
    timeout: 5000,
  });
  return run.status === 0 ? run.stdout : undefined;
};

/** The definition in force for `env`. A locale that isn't installed is C, as for the C library. */
export function timeDefinition(env: Environment, program: LocaleProgram = systemProgram): TimeDefinition {
  const name = env.LC_ALL || env.LC_TIME || env.LANG || 'C';
  if (/^(?:C|POSIX)(?:\.(?:utf-?8|us-ascii|ascii))?$/i.test(name)) return cDefinition;
  const text = program(env);
  return text === undefined ? cDefinition : readDefinition(text);
}

/** From lines `keyword="a;b;c"` or `keyword="a";"b"`. Missing keywords are those of C. */
export function readDefinition(text: string): TimeDefinition {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0) values.set(line.slice(0, equals), line.slice(equals + 1));
  }
  const one = (key: string, fallback: string): string => {
    const value = values.get(key);
    return value === undefined ? fallback : unquote(value);
  };
  const list = (key: string, fallback: readonly string[]): readonly string[] => {
    const value = values.get(key) ?? '';
    if (value === '' || value === '""') return fallback;
    return value.includes('";"') ? value.split('";"').map(unquote) : unquote(value).split(';');
  };
  const [am = '', pm = ''] = list('am_pm', cDefinition.amPm);
  return {
    days: list('day', cDefinition.days),
    shortDays: list('abday', cDefinition.shortDays),
    months: list('mon', cDefinition.months),
    shortMonths: list('abmon', cDefinition.shortMonths),
    otherMonths: [...list('alt_mon', []), ...list('ab_alt_mon', [])],
    amPm: [am, pm],
    dateTime: one('d_t_fmt', cDefinition.dateTime),
    date: one('d_fmt', cDefinition.date),
    time: one('t_fmt', cDefinition.time),
    time12: one('t_fmt_ampm', cDefinition.time12) || cDefinition.time12,
    digits: list('alt_digits', []),
    eras: list('era', []).flatMap(readEra),
  };
}

function unquote(text: string): string {
  return text.replace(/^"|"$/g, '').replace(/\\(["\\])/g, '$1');
}

/** `direction:offset:start:end:name:format`, dates as `year/month/day`, `+*` and `-*` for open ends. */
function readEra(text: string): Era[] {
  const [direction, offset, start = '', end = '', name = '', ...format] = text.split(':');
  if (format.length === 0) return [];
  return [
    {
      direction: direction === '-' ? -1 : 1,
      offset: Number(offset),
      start: eraDate(start),
      end: eraDate(end),
      name,
      format: format.join(':'),
    },
  ];
}

function eraDate(text: string): readonly [number, number, number] {
  if (text === '+*') return [Infinity, 1, 1];
  if (text === '-*') return [-Infinity, 1, 1];
  const [year = 0, month = 1, day = 1] = text.split('/').map(Number);
  return [year < 0 ? year + 1 : year, month, day]; // written without a year 0
}
