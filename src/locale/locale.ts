/**
 * Times as people of this machine read and write them. Every record that is shown asks for a date and a clock time, so
 * both are remembered: dates by day, clock times by second of the day.
 */
import type { Parts } from './civil.js';
import {
  cDefinition,
  type Environment,
  type LocaleProgram,
  type TimeDefinition,
  timeDefinition,
} from './definition.js';
import { writeTime } from './format.js';
import { localZone, utcZone, type Zone } from './zone.js';

/** Seconds are since the epoch. Results are undefined when the year does not fit the C library's calendar. */
export interface TimeLocale {
  readonly definition: TimeDefinition;
  readonly zone: Zone;
  /** `%x`: the date in the locale's usual form. */
  date(sec: number): string | undefined;
  /** `%T`: `HH:MM:SS` in every locale. */
  clock(sec: number): string | undefined;
  /** The C library's `ctime` without its newline: English in every locale. */
  ctime(sec: number): string | undefined;
  /** The same with its newline, as bytes that the next call overwrites. */
  ctimeLine(sec: number): Uint8Array | undefined;
  parts(sec: number): Parts | undefined;
}

export interface LocaleOptions {
  /** Show and read times as UTC. */
  readonly utc?: boolean;
  readonly program?: LocaleProgram;
}

/** The locale and time zone that LC_ALL, LC_TIME, LANG and TZ of `env` select. */
export function timeLocale(env: Environment, options: LocaleOptions = {}): TimeLocale {
  return new ZonedLocale(
    () => timeDefinition(env, options.program),
    () => (options.utc ? utcZone : localZone(env.TZ)),
  );
}

/** Plain C with UTC, for tests and for output that must not depend on the machine. */
export function cLocale(zone: Zone = utcZone): TimeLocale {
  return new ZonedLocale(
    () => cDefinition,
    () => zone,
  );
}

const DAY = 86400;
/** Where the clock time stands in `Sun Nov 22 11:34:25 2026`. */
const CTIME_CLOCK = 11;
const DAYS_KEPT = 4096;
// Beyond this a JavaScript number has lost seconds; calendar years of the C library end soon after.
const EXACT_DAYS = Math.floor(Number.MAX_SAFE_INTEGER / DAY) - 1;

class ZonedLocale implements TimeLocale {
  // Both are read from the system, so only when a time is to be shown: most searches find little or nothing.
  readonly #findDefinition: () => TimeDefinition;
  readonly #findZone: () => Zone;
  #definition: TimeDefinition | undefined;
  #zone: Zone | undefined;
  /** Dates of recent days; emptied when full. */
  readonly #dates = new Map<number, string>();
  readonly #clocks: (string | undefined)[] = [];
  #day = Number.NaN;
  #date = '';
  #ctimeDay = Number.NaN;
  #ctimeDate = '';
  #ctimeYear = '';
  #lineDay = Number.NaN;
  #line: Uint8Array = new Uint8Array(0);

  constructor(findDefinition: () => TimeDefinition, findZone: () => Zone) {
    this.#findDefinition = findDefinition;
    this.#findZone = findZone;
  }

  get definition(): TimeDefinition {
    this.#definition ??= this.#findDefinition();
    return this.#definition;
  }

  get zone(): Zone {
    this.#zone ??= this.#findZone();
    return this.#zone;
  }

  date(sec: number): string | undefined {
    const day = Math.floor((sec + this.zone.span(sec).type.offset) / DAY);
    if (day === this.#day) return this.#date;
    let text = this.#dates.get(day);
    if (text === undefined) {
      const parts = this.parts(sec);
      if (!parts) return undefined;
      text = writeTime(this.definition.date, parts, this.definition);
      if (this.#dates.size >= DAYS_KEPT) this.#dates.clear();
      this.#dates.set(day, text);
    }
    this.#day = day;
    this.#date = text;
    return text;
  }

  clock(sec: number): string | undefined {
    const local = sec + this.zone.span(sec).type.offset;
    const day = Math.floor(local / DAY);
    if (!(day < EXACT_DAYS && day > -EXACT_DAYS) && !this.parts(sec)) return undefined;
    const second = local - day * DAY;
    let text = this.#clocks[second];
    if (text === undefined) {
      text = clockText(second);
      this.#clocks[second] = text;
    }
    return text;
  }

  ctime(sec: number): string | undefined {
    const day = Math.floor((sec + this.zone.span(sec).type.offset) / DAY);
    if (day !== this.#ctimeDay) {
      const parts = this.parts(sec);
      // Here the year itself, not its distance from 1900, must fit 32 bits.
      if (!parts || parts.year > 0x7fffffff) return undefined;
      this.#ctimeDay = day;
      this.#ctimeDate = writeTime('%a %b %e', parts, cDefinition);
      this.#ctimeYear = writeTime('%Y', parts, cDefinition);
    }
    const clock = this.clock(sec);
    return clock === undefined ? undefined : `${this.#ctimeDate} ${clock} ${this.#ctimeYear}`;
  }

  ctimeLine(sec: number): Uint8Array | undefined {
    const local = sec + this.zone.span(sec).type.offset;
    const day = Math.floor(local / DAY);
    if (day !== this.#lineDay) {
      const text = this.ctime(sec);
      if (text === undefined) return undefined;
      this.#lineDay = day;
      this.#line = Buffer.from(`${text}\n`, 'latin1');
    }
    const second = local - day * DAY;
    this.#putDigits(0, Math.floor(second / 3600));
    this.#putDigits(3, Math.floor(second / 60) % 60);
    this.#putDigits(6, second % 60);
    return this.#line;
  }

  #putDigits(at: number, number: number): void {
    this.#line[CTIME_CLOCK + at] = 48 + Math.floor(number / 10);
    this.#line[CTIME_CLOCK + at + 1] = 48 + (number % 10);
  }

  parts(sec: number): Parts | undefined {
    return this.zone.parts(sec);
  }
}

function clockText(second: number): string {
  const two = (n: number): string => (n < 10 ? `0${n}` : String(n));
  return `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
}
