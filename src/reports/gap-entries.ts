/** What a log tells about its completeness: stretches without a gap, and what it says itself. */

/** Events of one node with consecutive serials and times that do not go back. */
export interface Run {
  readonly kind: 'run';
  readonly node: string | undefined;
  readonly first: number;
  last: number;
  /** Of the first event. */
  readonly sec: number;
  readonly milli: number;
  lastSec: number;
  /** The first and the last event that tells what the clock said when its serial was given out. */
  firstClock: ClockReading | undefined;
  lastClock: ClockReading | undefined;
}

export interface ClockReading {
  readonly serial: number;
  readonly sec: number;
}

/** Something the log says. */
export interface Note {
  readonly kind: 'note';
  readonly node: string | undefined;
  readonly sec: number;
  readonly milli: number;
  readonly what: string;
  readonly count: number | null;
  readonly seconds: number | null;
  /** After this, serials may start again. */
  readonly restarts: boolean;
}
