/**
 * The local time zone as the C library sees it: the file that TZ or /etc/localtime names. Neither Date nor Intl tells
 * which half of a zone's year is its daylight saving time, and time words depend on it; reading the system's own files
 * also gives the same answers as the original on a machine with newer zone rules.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { civilDate, dayNumber, type Parts } from './civil.js';
import { type LocalType, type PosixZone, parsePosixZone, posixSpan, type ZoneSpan } from './posix-tz.js';

const ZONE_FOLDER = '/usr/share/zoneinfo';
/** Bytes. The largest ones of the zone data have a few thousand. */
const LARGEST_FILE = 1 << 20;
const UTC: LocalType = { offset: 0, dst: false, name: 'UTC' };

/** Calendar date and time of day, without a zone. Values beyond their range roll over. */
export type LocalFields = Pick<Parts, 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'>;

// How mktime looks for a moment with the wanted daylight saving flag: in steps of about a week, over about 8.5 years.
const STRIDE = 601200;
const REACH = 536454000 / 2 + STRIDE;

// The C library counts years in a 32-bit integer that starts at 1900.
const YEAR_MAX = 2147483647 + 1900;
const YEAR_MIN = -2147483648 + 1900;

export class Zone {
  readonly #times: readonly number[];
  readonly #types: readonly LocalType[];
  readonly #first: LocalType;
  readonly #after: PosixZone | undefined;
  #last: ZoneSpan = { from: 0, to: 0, type: UTC };

  /** From second `times[i]` on `types[i]` is in force, `first` before that; `after` rules what follows the last one. */
  constructor(times: readonly number[], types: readonly LocalType[], first: LocalType, after?: PosixZone) {
    this.#times = times;
    this.#types = types;
    this.#first = first;
    this.#after = after;
  }

  /** The span around second `at`; the same object again while `at` stays inside. */
  span(at: number): ZoneSpan {
    if (at < this.#last.from || at >= this.#last.to) this.#last = this.#find(at);
    return this.#last;
  }

  /** Undefined if the year does not fit the C library's calendar. */
  parts(at: number): Parts | undefined {
    const { type } = this.span(at);
    const local = at + type.offset;
    const days = Math.floor(local / 86400);
    const second = local - days * 86400;
    const date = civilDate(days);
    if (!(date.year <= YEAR_MAX && date.year >= YEAR_MIN)) return undefined;
    return {
      ...date,
      hour: Math.floor(second / 3600),
      minute: Math.floor(second / 60) % 60,
      second: second % 60,
      offset: type.offset,
      dst: type.dst,
      zone: type.name,
    };
  }

  /**
   * The second at which clocks show `fields`, read with the UTC offset of the wanted regime, daylight saving or standard
   * time, even where the other one is in force (mktime with `tm_isdst`). Undefined for NaN and out of range fields.
   */
  second(fields: LocalFields, dst: boolean): number | undefined {
    const { year, month, day, hour, minute, second } = fields;
    const local = dayNumber(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
    if (!Number.isSafeInteger(local)) return undefined;
    const guess = local - this.span(local - this.span(local).type.offset).type.offset;
    for (let distance = 0; distance < REACH; distance += STRIDE) {
      for (const near of [guess - distance, guess + distance]) {
        const { type } = this.span(near);
        if (type.dst === dst) return local - type.offset;
      }
    }
    return guess;
  }

  #find(at: number): ZoneSpan {
    const times = this.#times;
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at < times[middle]!) high = middle;
      else low = middle + 1;
    }
    const from = times[low - 1] ?? -Infinity;
    const to = times[low];
    if (to !== undefined) return { from, to, type: this.#types[low - 1] ?? this.#first };
    if (!this.#after) return { from, to: Infinity, type: this.#types[low - 1] ?? this.#first };
    const span = posixSpan(this.#after, at);
    return span.from >= from ? span : { ...span, from };
  }
}

export const utcZone: Zone = new Zone([], [], UTC);

/** The zone of a TZ value, undefined meaning the system's. Anything unusable is UTC, as in the C library. */
export function localZone(tz: string | undefined): Zone {
  if (tz === undefined) return zoneFile('/etc/localtime') ?? utcZone;
  const name = tz.startsWith(':') ? tz.slice(1) : tz;
  if (name === '' || name === 'UTC') return utcZone;
  const rules = parsePosixZone(name);
  const path = name.startsWith('/') ? name : `${ZONE_FOLDER}/${name}`;
  return zoneFile(path) ?? (rules ? new Zone([], [], rules.standard, rules) : utcZone);
}

function zoneFile(path: string): Zone | undefined {
  try {
    return decodeZone(contentOf(path));
  } catch {
    return undefined; // missing, unreadable or cut short
  }
}

/** Of a zone's file; empty for devices, pipes and anything larger: whoever sets TZ may name any file. */
function contentOf(path: string): Buffer {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    return stats.isFile() && stats.size <= LARGEST_FILE ? readFileSync(fd) : Buffer.alloc(0);
  } finally {
    closeSync(fd);
  }
}

/** A compiled zone file (RFC 8536, version 2 or later). Undefined if it is something else; throws if it is cut short. */
export function decodeZone(file: Buffer): Zone | undefined {
  if (!/^TZif[2-\xff]/.test(file.toString('latin1', 0, 5))) return undefined;
  const old = counts(file, 0);
  // The old 32-bit block comes first and is skipped.
  const start = 44 + old.times * 5 + old.types * 6 + old.chars + old.leaps * 8 + old.standards + old.universals;
  const { times, types, chars, leaps, standards, universals } = counts(file, start);
  const timesAt = start + 44;
  const indexesAt = timesAt + times * 8;
  const typesAt = indexesAt + times;
  const namesAt = typesAt + types * 6;
  const footerAt = namesAt + chars + leaps * 12 + standards + universals + 1;
  const all = Array.from({ length: types }, (_, i): LocalType => {
    const at = typesAt + i * 6;
    const name = namesAt + file.readUInt8(at + 5);
    return {
      offset: file.readInt32BE(at),
      dst: file.readUInt8(at + 4) !== 0,
      name: file.toString('latin1', name, file.indexOf(0, name)),
    };
  });
  const first = all.find((type) => !type.dst) ?? all[0];
  if (!first) return undefined;
  return new Zone(
    Array.from({ length: times }, (_, i) => Number(file.readBigInt64BE(timesAt + i * 8))),
    Array.from({ length: times }, (_, i) => all[file.readUInt8(indexesAt + i)] ?? first),
    first,
    parsePosixZone(file.toString('latin1', footerAt, file.length - 1)),
  );
}

function counts(
  file: Buffer,
  at: number,
): Record<'universals' | 'standards' | 'leaps' | 'times' | 'types' | 'chars', number> {
  const count = (i: number): number => file.readUInt32BE(at + 20 + i * 4);
  return {
    universals: count(0),
    standards: count(1),
    leaps: count(2),
    times: count(3),
    types: count(4),
    chars: count(5),
  };
}
