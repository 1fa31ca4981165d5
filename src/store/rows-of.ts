/** From events and other lines, in the order of release, to the rows of a stream. */
import type { EventId } from '../log/event.js';
import { readHeader } from '../log/header.js';
import { BEFORE_ALL, compareStamps, later, type Stamp } from './order.js';
import { blankRow, KIND, type OpenRow } from './row.js';
import { shownText } from './text.js';

/** Where the lines of a row stand in its stream. */
export interface Place {
  readonly log: string;
  readonly logStart: number;
  readonly at: number;
  readonly end: number;
  readonly steps: readonly number[];
}

/** What is known of a stream from the rows that are stored. */
export interface RowsBefore {
  /** The number of rows. */
  readonly count: number;
  /** The largest stamp among them. */
  readonly latest: Stamp;
  /** Where the event begins that begins last. */
  readonly furthest: number;
}

export const NO_ROWS: RowsBefore = { count: 0, latest: BEFORE_ALL, furthest: -1 };

/** The largest number that 64 bits and a double both can hold. */
const MOST_UNSIGNED = 2 ** 64 - 2 ** 11;

export class RowMaker {
  readonly #stream: string;
  readonly #timeout: number;
  #latest: Stamp;
  #furthest: number;

  /** `stream`: its name, a byte string. `timeout`: seconds that events were waited for. */
  constructor(stream: string, timeout: number, { latest, furthest }: RowsBefore) {
    this.#stream = shownText(stream);
    this.#timeout = timeout;
    this.#latest = latest;
    this.#furthest = furthest;
  }

  /** Has no number, no position, no lines and no columns of its records yet. */
  event({ sec, milli, serial, node }: EventId, place: Place): OpenRow {
    const stamp = { sec: held(sec), ms: milli, serial: held(serial) };
    const isLate = compareStamps(stamp, this.#latest) <= 0 || place.at <= this.#furthest;
    this.#latest = later(this.#latest, stamp);
    this.#furthest = Math.max(this.#furthest, place.at);
    const row = this.#row(KIND.event, place, stamp, isLate);
    row.node = node === undefined ? undefined : shownText(node);
    return row;
  }

  /** A line that belongs to no event. */
  other(place: Place, line: Buffer): OpenRow {
    const header = readHeader(line.toString('latin1'), this.#timeout);
    const known = header && 'sec' in header;
    const stamp = known ? { sec: held(header.sec), ms: header.milli, serial: held(header.serial) } : BEFORE_ALL;
    return this.#row(KIND.other, place, stamp, known === true);
  }

  /** Says that logs were gone before they were read. */
  hole(note: string, at: number): OpenRow {
    const place = { log: '', logStart: at, at, end: at, steps: [] };
    const row = this.#row(KIND.hole, place, BEFORE_ALL, false);
    row.note = shownText(note);
    return row;
  }

  #row(kind: number, { log, logStart, at, end, steps }: Place, stamp: Stamp, isLate: boolean): OpenRow {
    const row = blankRow();
    row.stream = this.#stream;
    row.kind = kind;
    row.log = shownText(log);
    row.logStart = logStart;
    row.at = at;
    row.end = end;
    row.steps = steps;
    row.timeout = this.#timeout;
    ({ sec: row.ksec, ms: row.kms, serial: row.kserial } = this.#latest);
    row.late = isLate ? 1 : 0;
    ({ sec: row.sec, ms: row.ms, serial: row.serial } = stamp);
    return row;
  }
}

function held(count: number): number {
  return Math.min(count, MOST_UNSIGNED);
}
