/**
 * Ships logs into a store: what is new since the store was shipped to last, each line once. The store is asked how far it
 * is; what is read again from there on, because an event was open, is known by where it stands.
 *
 *   stream   … stored │ position │ stored │ open │ stored │ new …
 *                      ▲ reading begins here: before the first open event, between events
 */

import path from 'node:path';
import { AuditError } from '../errors.js';
import { familyName } from '../input/order.js';
import type { Source } from '../input/source.js';
import type { EventReader } from '../store/event-columns.js';
import { KIND } from '../store/row.js';
import type { RowBlock } from '../store/row-block.js';
import { type RowSink, StreamMoved } from '../store/store.js';
import { type LogStart, logStarts } from './ship-logs.js';
import { ShippedStream } from './ship-stream.js';

export interface ShipRun {
  readonly sources: readonly Source[];
  /** Name of the stream; undefined: that of the host and the log. A byte string. */
  readonly as: string | undefined;
  readonly host: string;
  readonly sink: RowSink;
  /** It knows the kinds of events that runs before had, whatever their streams. */
  readonly events: EventReader;
  /** End-of-event timeout in seconds. */
  readonly timeout: number;
  /** Rows that are written at once, at most. */
  readonly batch: number;
  readonly err: (text: string) => void;
  /** Takes a line about what cannot be shipped. */
  readonly fail: (line: string) => void;
  readonly note: (line: string) => void;
  readonly progress: ((bytes: number) => void) | undefined;
}

export interface ShipOutcome {
  readonly bytes: number;
  readonly rows: number;
  readonly events: number;
  /** Bytes of events at the end that may go on, which are shipped next time. */
  readonly open: number;
}

export async function runShip(run: ShipRun): Promise<ShipOutcome> {
  const families = new Map<string, Source[]>();
  for (const source of run.sources) {
    const family = familyName(source);
    families.set(family, [...(families.get(family) ?? []), source]);
  }
  if (run.as !== undefined && families.size > 1)
    throw new AuditError('usage', `--as ${run.as} is one stream, but these are ${families.size} logs`);
  const total = { bytes: 0, rows: 0, events: 0, open: 0 };
  for (const [family, sources] of families) {
    await shipBehind(run.as ?? `${run.host}:${placeOf(family, sources)}`, sources, run, total);
  }
  return total;
}

/** Logs of one name in two folders are two streams, wherever one stands when they are named. */
function placeOf(family: string, sources: readonly Source[]): string {
  const areFiles = sources.every((source) => source.family === undefined && source.canReopen());
  return areFiles ? path.posix.resolve(family) : family;
}

/** How often a stream may turn out to be further than it was said to be, before somebody else must be at it. */
const MOST_MOVES = 3;

/** Behind what is there; asks again where that is when rows arrive that a shipper sent before it was killed. */
async function shipBehind(
  name: string,
  sources: readonly Source[],
  run: ShipRun,
  total: Mutable<ShipOutcome>,
): Promise<void> {
  for (let moves = 0; ; moves++) {
    try {
      return await shipStream(name, sources, run, total);
    } catch (error) {
      const isOver = moves === MOST_MOVES || !sources.every((source) => source.canReopen());
      if (!(error instanceof StreamMoved) || isOver) throw error;
    }
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

async function shipStream(
  name: string,
  sources: readonly Source[],
  run: ShipRun,
  total: Mutable<ShipOutcome>,
): Promise<void> {
  const tail = await run.sink.tail(name);
  const { logs, isOvertaken, notes } = await logStarts(name, sources, tail.position);
  for (const note of notes) run.note(note);
  const stream = new ShippedStream({
    ...{ name, tail, isOvertaken, timeout: run.timeout, batch: run.batch, events: run.events, err: run.err },
    overtaken: (note) => run.fail(`WARNING - ${note}`),
    insert: async (rows: RowBlock) => {
      await run.sink.insert(rows);
      total.rows += rows.length;
      for (const kind of Array.from(rows.column('kind'))) if (kind === KIND.event) total.events++;
    },
  });
  for (const log of logs) total.bytes += await shipLog(log, stream, run, total.bytes);
  total.open += await stream.end(logs.at(-1)?.isWritten !== true);
}

async function shipLog(log: LogStart, stream: ShippedStream, run: ShipRun, before: number): Promise<number> {
  const space = Buffer.allocUnsafe(1 << 18);
  let bytes = 0;
  stream.beginLog(log);
  try {
    const reader = await log.open();
    try {
      for (let got = await reader.read(space); got > 0; got = await reader.read(space)) {
        await stream.feed(space.subarray(0, got));
        bytes += got;
        run.progress?.(before + bytes);
      }
    } finally {
      for (const note of reader.notes?.() ?? []) run.note(note);
      await reader.close();
    }
  } catch (error) {
    if (!(error instanceof AuditError) || error.code !== 'input') throw error;
    run.fail(error.message); // all that came before the damage counts
  }
  stream.endLog();
  return bytes;
}
