/**
 * How complete a log is, the worker's half: stretches of events whose serial numbers follow each other, and what the
 * log itself says about losses, clocks and the daemon.
 */

import type { AuditEvent } from '../log/event.js';
import { fieldNumber, fieldValue } from '../log/fields.js';
import type { AuditRecord } from '../log/record.js';
import * as type from '../tables/generated/record-type.js';
import type { ClockReading, Note, Run } from './gap-entries.js';
import type { Gatherer, Part } from './part.js';
import type { Reading } from './reading.js';
import { typeSet } from './types.js';

/** Seconds without an event that are worth a row. */
export const LONG_SILENCE = 86400;

/** The daemon's own events have serials of their own. */
const daemon = typeSet('1200-1299');
/** User space sends these, and time and serial are given out together; a system call's time is that of its entry. */
const clock = typeSet('1100-1199', '2100-2999');

export function gapsGatherer(): Gatherer<Reading> {
  let entries: (Run | Note)[] = [];
  const open = new Map<string | undefined, Run>();
  return {
    add: ({ event }) => {
      const notes = notesOf(event);
      if (notes.length > 0) open.clear();
      entries.push(...notes);
      const [first] = event.records;
      if (first === undefined || daemon.has(first.type)) return;
      const run = open.get(event.node);
      if (run && follows(run, event)) extend(run, event);
      else {
        const begun = newRun(event);
        open.set(event.node, begun);
        entries.push(begun);
      }
    },
    take: (): Part => {
      const part: Part = { kind: 'gaps', entries };
      entries = [];
      open.clear();
      return part;
    },
  };
}

function follows(run: Run, { serial, sec }: AuditEvent): boolean {
  const isNext = serial === run.last + 1 || serial === run.last;
  return isNext && sec >= run.lastSec && sec - run.lastSec < LONG_SILENCE;
}

function extend(run: Run, event: AuditEvent): void {
  run.last = event.serial;
  run.lastSec = event.sec;
  const reading = clockOf(event);
  run.firstClock ??= reading;
  run.lastClock = reading ?? run.lastClock;
}

function newRun(event: AuditEvent): Run {
  const { node, serial, sec, milli } = event;
  const reading = clockOf(event);
  return {
    ...{ kind: 'run', node, first: serial, last: serial, sec, milli, lastSec: sec },
    firstClock: reading,
    lastClock: reading,
  };
}

function clockOf({ records: [first], serial, sec }: AuditEvent): ClockReading | undefined {
  return first && clock.has(first.type) ? { serial, sec } : undefined;
}

type NoteText = Pick<Note, 'what'> & Partial<Pick<Note, 'count' | 'seconds' | 'restarts'>>;

type Saying = (record: AuditRecord) => NoteText | undefined;

/** What records of a type say; undefined: nothing after all. */
const sayings: ReadonlyMap<number, Saying> = new Map<number, Saying>([
  [type.SYSTEM_BOOT, () => ({ what: 'system booted', restarts: true })],
  [type.SYSTEM_SHUTDOWN, () => ({ what: 'system shut down' })],
  [type.DAEMON_START, () => ({ what: 'daemon started', restarts: true })],
  [type.DAEMON_END, () => ({ what: 'daemon stopped' })],
  [type.DAEMON_ABORT, () => ({ what: 'daemon aborted' })],
  [type.DAEMON_CONFIG, () => ({ what: 'daemon reconfigured' })],
  [type.DAEMON_ROTATE, () => ({ what: 'log rotated' })],
  [type.DAEMON_RESUME, () => ({ what: 'daemon resumed' })],
  [type.DAEMON_ERR, () => ({ what: 'daemon error' })],
  [type.TIME_INJOFFSET, clockMoved],
  [type.KERNEL, recordsLost],
  [type.CONFIG_CHANGE, recordsLost],
]);

function notesOf({ node, sec, milli, records }: AuditEvent): Note[] {
  return records.flatMap((record) => {
    const said = sayings.get(record.type)?.(record);
    return said
      ? [{ kind: 'note' as const, node, sec, milli, count: null, seconds: null, restarts: false, ...said }]
      : [];
  });
}

/** TIME_INJOFFSET: somebody moved the clock. */
function clockMoved({ text }: AuditRecord): NoteText {
  const seconds = Number(fieldValue(text, 'sec')) + Number(fieldValue(text, 'nsec')) / 1e9;
  return { what: 'clock moved', seconds: Number.isFinite(seconds) ? seconds : null };
}

/** The kernel's `audit_lost=N`; `lost=0 old=N` is what a reset of that counter logs. */
function recordsLost({ text }: AuditRecord): NoteText | undefined {
  const reset = fieldNumber(text, 'lost') === 0 ? fieldNumber(text, 'old') : undefined;
  const lost = fieldNumber(text, 'audit_lost') ?? reset ?? 0;
  return lost > 0 ? { what: 'records lost', count: lost } : undefined;
}
