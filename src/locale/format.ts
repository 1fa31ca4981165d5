/** Writing dates: the strftime of the C library, over byte strings. */
import { dayNumber, type Parts } from './civil.js';
import { cDefinition, type Era, type TimeDefinition } from './definition.js';

type Writer = (parts: Parts, definition: TimeDefinition) => string;

/** A number field: value and width, padded with zeros, or with blanks when `blank`. */
interface NumberField {
  readonly value: (parts: Parts) => number;
  readonly width: number;
  readonly blank?: true;
}

const hour12 = (parts: Parts): number => parts.hour % 12 || 12;
const modulo = (n: number, by: number): number => ((n % by) + by) % by;

const NUMBERS: Readonly<Record<string, NumberField>> = {
  C: { value: (p) => Math.floor(p.year / 100), width: 2 },
  d: { value: (p) => p.day, width: 2 },
  e: { value: (p) => p.day, width: 2, blank: true },
  g: { value: (p) => modulo(isoWeek(p).year, 100), width: 2 },
  G: { value: (p) => isoWeek(p).year, width: 1 },
  H: { value: (p) => p.hour, width: 2 },
  I: { value: hour12, width: 2 },
  j: { value: (p) => p.yday + 1, width: 3 },
  k: { value: (p) => p.hour, width: 2, blank: true },
  l: { value: hour12, width: 2, blank: true },
  m: { value: (p) => p.month, width: 2 },
  M: { value: (p) => p.minute, width: 2 },
  S: { value: (p) => p.second, width: 2 },
  u: { value: (p) => p.weekday || 7, width: 1 },
  U: { value: (p) => Math.floor((p.yday - p.weekday + 7) / 7), width: 2 },
  V: { value: (p) => isoWeek(p).week, width: 2 },
  w: { value: (p) => p.weekday, width: 1 },
  W: { value: (p) => Math.floor((p.yday - ((p.weekday + 6) % 7) + 7) / 7), width: 2 },
  y: { value: (p) => modulo(p.year, 100), width: 2 },
  Y: { value: (p) => p.year, width: 1 },
};

const TEXTS: Readonly<Record<string, Writer>> = {
  '%': () => '%',
  a: (p, d) => d.shortDays[p.weekday] ?? '',
  A: (p, d) => d.days[p.weekday] ?? '',
  b: (p, d) => d.shortMonths[p.month - 1] ?? '',
  B: (p, d) => d.months[p.month - 1] ?? '',
  c: (p, d) => writeTime(d.dateTime, p, d),
  D: (p, d) => writeTime('%m/%d/%y', p, d),
  F: (p, d) => writeTime('%Y-%m-%d', p, d),
  h: (p, d) => d.shortMonths[p.month - 1] ?? '',
  n: () => '\n',
  p: (p, d) => d.amPm[p.hour < 12 ? 0 : 1],
  P: (p, d) => d.amPm[p.hour < 12 ? 0 : 1].toLowerCase(),
  r: (p, d) => writeTime(d.time12, p, d),
  R: (p, d) => writeTime('%H:%M', p, d),
  t: () => '\t',
  T: (p, d) => writeTime('%H:%M:%S', p, d),
  x: (p, d) => writeTime(d.date, p, d),
  X: (p, d) => writeTime(d.time, p, d),
  z: (p) => zoneOffset(p.offset),
  Z: (p) => p.zone,
};

const ERA_TEXTS: Readonly<Record<string, (era: Era, parts: Parts, definition: TimeDefinition) => string>> = {
  C: (era) => era.name,
  y: (era, p) => String(eraYear(era, p)).padStart(2, '0'),
  Y: (era, p, d) => writeTime(era.format, p, d),
};

/** `format` filled in. Conversions that don't exist are written as they stand. */
export function writeTime(format: string, parts: Parts, definition: TimeDefinition = cDefinition): string {
  // Formats are short and the results are cached by callers.
  return format.replace(
    /%([-_0^#+]*)(\d*)([EO]?)([\s\S])/g,
    (whole, flags: string, width: string, variant: string, letter: string) => {
      const text = convert(letter, variant, flags, Number(width), parts, definition);
      if (text === undefined) return whole;
      const padded = text.padStart(Math.min(Number(width), 1000), flags.includes('0') ? '0' : ' ');
      return flags.includes('^') ? padded.toUpperCase() : padded;
    },
  );
}

function convert(
  letter: string,
  variant: string,
  flags: string,
  width: number,
  parts: Parts,
  definition: TimeDefinition,
): string | undefined {
  if (variant === 'E') {
    const era = eraOf(parts, definition);
    const text = era && ERA_TEXTS[letter]?.(era, parts, definition);
    if (text !== undefined) return text;
  }
  const field = NUMBERS[letter];
  if (!field) return TEXTS[letter]?.(parts, definition);
  const value = field.value(parts);
  const own = variant === 'O' ? definition.digits[value] : undefined;
  if (own) return own;
  if (flags.includes('-')) return String(value);
  const blank = flags.includes('_') || (field.blank && !flags.includes('0'));
  const digits = String(Math.abs(value)).padStart(
    Math.max(field.width, width) - (value < 0 ? 1 : 0),
    blank ? ' ' : '0',
  );
  return value < 0 ? `-${digits}` : digits;
}

export function eraOf(parts: Parts, definition: TimeDefinition): Era | undefined {
  const date = [parts.year, parts.month, parts.day] as const;
  return definition.eras.find((era) => between(era.start, date, era.end) || between(era.end, date, era.start));
}

function between(low: readonly number[], date: readonly number[], high: readonly number[]): boolean {
  return compare(low, date) <= 0 && compare(date, high) <= 0;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, n] of a.entries()) {
    const other = b[i] ?? Number.NEGATIVE_INFINITY;
    if (n !== other) return n < other ? -1 : 1;
  }
  return 0;
}

function eraYear(era: Era, parts: Parts): number {
  return era.offset + (parts.year - era.start[0]) * era.direction;
}

function isoWeek(parts: Parts): { readonly year: number; readonly week: number } {
  const monday = (parts.weekday + 6) % 7;
  const thursday = parts.yday - monday + 3; // the week belongs to the year of its Thursday
  const yearLength = (year: number): number => dayNumber(year + 1, 1, 1) - dayNumber(year, 1, 1);
  if (thursday < 0) {
    return { year: parts.year - 1, week: Math.floor((thursday + yearLength(parts.year - 1)) / 7) + 1 };
  }
  const length = yearLength(parts.year);
  if (thursday >= length) return { year: parts.year + 1, week: Math.floor((thursday - length) / 7) + 1 };
  return { year: parts.year, week: Math.floor(thursday / 7) + 1 };
}

function zoneOffset(offset: number): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  const text = String(Math.floor(minutes / 60) * 100 + (minutes % 60)).padStart(4, '0');
  return (offset < 0 ? '-' : '+') + text;
}
