/**
 * Reading dates and times: the strptime of the C library, over byte strings. Its liberties are kept, because they decide
 * which time words are accepted: blanks before numbers, names in any case, and a second try with the C format where the
 * locale's own `%x`, `%X`, `%r` fails.
 */
import { civilDate, dayNumber } from './civil.js';
import { cDefinition, type Era, type TimeDefinition } from './definition.js';

/** What was read; `undefined` where the text had nothing on it. */
export interface ScannedTime {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  /** Bytes used up. */
  readonly length: number;
}

interface State {
  readonly text: string;
  at: number;
  year?: number;
  month?: number;
  day?: number;
  yday?: number;
  hour?: number;
  minute?: number;
  second?: number;
  yearOfCentury?: number;
  century?: number;
  half?: 'am' | 'pm';
  twelve?: boolean;
  /** A number whose digits should be the locale's own was read in plain ones. */
  hasPlain?: boolean;
  era?: Era | undefined;
  eraYear?: number;
}

/** One conversion: false if the text does not fit. */
type Reader = (state: State, definition: TimeDefinition, own: boolean) => boolean;

const DIGIT_0 = 48;
const BLANKS = ' \t\n\v\f\r';

function number(low: number, high: number, digits: number, put: (state: State, value: number) => void): Reader {
  return (state, definition, own) => {
    let value = own ? ownDigits(state, definition, high) : undefined;
    if (value === undefined) {
      const isForeign = own && definition.digits.length > 0;
      // BUG? In a locale with digits of its own, one number may have plain ones; with the second the format does not fit.
      if (isForeign && state.hasPlain) return false;
      state.hasPlain ||= isForeign;
      value = digitsUpTo(state, high, digits);
    }
    if (value === undefined || value < low || value > high) return false;
    put(state, value);
    return true;
  };
}

function digitsUpTo(state: State, high: number, digits: number): number | undefined {
  const { text } = state;
  while (text[state.at] === ' ') state.at++;
  let value = digitAt(text, state.at);
  if (value === undefined) return undefined;
  state.at++;
  // A digit that cannot stay in the range is left to what follows: `25` as a month is 2, then `5`.
  for (let n = digits; n > 1 && value * 10 <= high; n--) {
    const digit = digitAt(text, state.at);
    if (digit === undefined) break;
    value = value * 10 + digit;
    state.at++;
  }
  return value;
}

function digitAt(text: string, at: number): number | undefined {
  const digit = text.charCodeAt(at) - DIGIT_0;
  return digit >= 0 && digit <= 9 ? digit : undefined;
}

function ownDigits(state: State, definition: TimeDefinition, high: number): number | undefined {
  const value = longest(state, definition.digits.slice(0, high + 1), false);
  return value < 0 ? undefined : value;
}

/** Index of the longest of `names` that the text goes on with, and moves past it; -1 if there is none. */
function longest(state: State, names: readonly string[], anyCase = true): number {
  let best = -1;
  let length = -1;
  names.forEach((name, i) => {
    const here = state.text.slice(state.at, state.at + name.length);
    const same = here === name || (anyCase && here.toLowerCase() === name.toLowerCase());
    if (name !== '' && same && name.length > length) {
      best = i;
      length = name.length;
    }
  });
  if (best >= 0) state.at += length;
  return best;
}

function name(
  list: (definition: TimeDefinition) => readonly string[],
  per: number,
  put: (s: State, i: number) => void,
): Reader {
  return (state, definition) => {
    let found = longest(state, list(definition));
    if (found < 0) found = longest(state, list(cDefinition));
    if (found < 0) return false;
    put(state, found % per);
    return true;
  };
}

const weekday = name(
  (d) => [...d.days, ...d.shortDays],
  7,
  () => {},
);
const month = name(
  (d) => [...d.months, ...d.shortMonths, ...d.otherMonths],
  12,
  (s, i) => {
    s.month = i + 1;
  },
);
const day = number(1, 31, 2, (s, n) => {
  s.day = n;
});
const hour = number(0, 23, 2, (s, n) => {
  s.hour = n;
  s.twelve = false;
});
const hour12 = number(1, 12, 2, (s, n) => {
  s.hour = n % 12;
  s.twelve = true;
});
const skipBlanks: Reader = (s) => {
  while (s.at < s.text.length && BLANKS.includes(s.text.charAt(s.at))) s.at++;
  return true;
};

const amPm: Reader = (s, definition) => {
  for (const [am, pm] of [definition.amPm, cDefinition.amPm]) {
    for (const [word, half] of [
      [am, 'am'],
      [pm, 'pm'],
    ] as const) {
      if (s.text.slice(s.at, s.at + word.length).toLowerCase() !== word.toLowerCase()) continue;
      s.at += word.length; // a locale without such words has two empty ones, which always fit
      s.half = half;
      return true;
    }
  }
  return false;
};

/** The locale's format, and if that fails at any point, the one of C. */
function twice(format: (definition: TimeDefinition) => string): Reader {
  return (state, definition) => {
    // Nothing is left of a first try that fails, not even the century.
    const first = { ...state };
    if (!run(first, format(definition), definition)) return run(state, format(cDefinition), cDefinition);
    Object.assign(state, first);
    return true;
  };
}

const fixed =
  (format: string): Reader =>
  (state, definition) =>
    run(state, format, definition);

const READERS: Readonly<Record<string, Reader>> = {
  '%': (s) => s.text[s.at++] === '%',
  a: weekday,
  A: weekday,
  b: month,
  B: month,
  h: month,
  c: twice((d) => d.dateTime),
  C: number(0, 99, 2, (s, n) => {
    s.century = n;
  }),
  d: day,
  e: day,
  D: fixed('%m/%d/%y'),
  F: fixed('%Y-%m-%d'),
  H: hour,
  k: hour,
  I: hour12,
  l: hour12,
  j: number(1, 366, 3, (s, n) => {
    s.yday = n - 1;
  }),
  m: number(1, 12, 2, (s, n) => {
    s.month = n;
  }),
  M: number(0, 59, 2, (s, n) => {
    s.minute = n;
  }),
  n: skipBlanks,
  t: skipBlanks,
  p: amPm,
  r: twice((d) => d.time12),
  R: fixed('%H:%M'),
  S: number(0, 61, 2, (s, n) => {
    s.second = n;
  }),
  T: fixed('%H:%M:%S'),
  x: twice((d) => d.date),
  X: twice((d) => d.time),
  y: number(0, 99, 2, (s, n) => {
    s.yearOfCentury = n;
  }),
  Y: number(0, 9999, 4, (s, n) => {
    s.year = n;
    delete s.century;
    delete s.yearOfCentury;
  }),
  Z: (s) => {
    while (s.at < s.text.length && !BLANKS.includes(s.text.charAt(s.at))) s.at++;
    return true;
  },
};

const ERA_READERS: Readonly<Record<string, Reader>> = {
  C: (s, definition) => {
    s.era =
      definition.eras[
        longest(
          s,
          definition.eras.map((era) => era.name),
          false,
        )
      ];
    return s.era !== undefined;
  },
  y: number(0, 9999, 4, (s, n) => {
    s.eraYear = n;
  }),
  Y: (s, definition) => {
    const { at } = s;
    return definition.eras.some((era) => {
      s.at = at;
      s.era = era;
      return run(s, era.format, definition);
    });
  },
};

function run(state: State, format: string, definition: TimeDefinition): boolean {
  for (let i = 0; i < format.length; i++) {
    const unit = format.charAt(i);
    if (BLANKS.includes(unit)) {
      skipBlanks(state, definition, false);
    } else if (unit !== '%') {
      if (state.text[state.at++] !== unit) return false;
    } else {
      i++;
      while ('-_0^#'.includes(format[i] ?? '?')) i++;
      const variant = format[i] === 'E' || format[i] === 'O' ? format[i++] : '';
      const letter = format[i] ?? '';
      const reader = (variant === 'E' && definition.eras.length > 0 && ERA_READERS[letter]) || READERS[letter];
      if (!reader?.(state, definition, variant === 'O')) return false;
    }
  }
  return true;
}

/** Reads `text` by `format`, as far as that goes; undefined if the text does not fit. */
export function scanTime(text: string, format: string, definition: TimeDefinition): ScannedTime | undefined {
  const state: State = { text, at: 0 };
  if (!run(state, format, definition)) return undefined;
  const { hour, minute, second, half, twelve } = state;
  const time = {
    ...(hour === undefined ? {} : { hour: twelve && half === 'pm' ? hour + 12 : hour }),
    ...(minute === undefined ? {} : { minute }),
    ...(second === undefined ? {} : { second }),
  };
  return { ...date(state, definition), ...time, length: state.at };
}

function date(state: State, definition: TimeDefinition): Pick<ScannedTime, 'year' | 'month' | 'day'> {
  const year = yearOf(state, definition);
  let { month, day } = state;
  if (year !== undefined && state.yday !== undefined && (month === undefined || day === undefined)) {
    ({ month, day } = civilDate(dayNumber(year, 1, 1) + state.yday));
  }
  return {
    ...(year === undefined ? {} : { year }),
    ...(month === undefined ? {} : { month }),
    ...(day === undefined ? {} : { day }),
  };
}

function yearOf({ year, century, yearOfCentury, era, eraYear }: State, definition: TimeDefinition): number | undefined {
  const calendar = era ?? (eraYear === undefined ? undefined : definition.eras[0]);
  if (calendar && eraYear !== undefined) {
    return calendar.start[0] + (eraYear - calendar.offset) * calendar.direction;
  }
  if (century !== undefined) return century * 100 + (yearOfCentury ?? 0);
  if (yearOfCentury !== undefined) return yearOfCentury + (yearOfCentury >= 69 ? 1900 : 2000);
  return year;
}
