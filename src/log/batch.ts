/**
 * Events on their way from the assembler to the work, as plain arrays: cheap to fill, transferable to a worker thread.
 * Objects are made where they are used, by `eventsOf`.
 *
 *   scanner ─► batch-builder.ts ─► Batch ─► work, here or in a worker
 *                                    └────► open-batch.ts: events of several batches in one, as a merge orders them
 */

import type { Out } from '../bytes/out.js';
import {
  EVENT,
  endAt,
  kindAt,
  LINE,
  LINE_KIND,
  linesEnd,
  newlineOfKind,
  stampAt,
  startAt,
  textEndAt,
  typeOfKind,
} from './batch-layout.js';
import { type BatchNodes, nodeOf } from './batch-nodes.js';
import type { AuditEvent, EventId } from './event.js';
import { AuditRecord } from './record.js';

export interface Batch {
  readonly bytes: Uint8Array;
  /** `EVENT` numbers per event. */
  readonly events: Float64Array;
  /** `LINE` numbers per line, offsets in `bytes`. */
  readonly lines: Int32Array;
  readonly nodes: BatchNodes;
  /** No byte below 0x20 but newlines and 0x1D: nothing has to be escaped. Found out here at memory speed. */
  readonly isClean: boolean;
  /** Writes events from one place on as raw output has them, at least while it is able to; returns the first one that is not written. */
  readonly writeRaw?: ((from: EventPlace, out: Out) => EventPlace) | undefined;
}

/** In a batch: where an event stands in `events`, and where its lines begin in `lines`. */
export interface EventPlace {
  readonly event: number;
  readonly line: number;
}

/** The same batch in memory of its own, or its bytes in `spare` if they fit. */
export function copyOf({ bytes, events, lines, nodes, isClean }: Batch, spare?: ArrayBuffer): Batch {
  const fits = spare !== undefined && spare.byteLength >= bytes.length;
  const copy = new Uint8Array(fits ? spare : new ArrayBuffer(bytes.length), 0, bytes.length);
  copy.set(bytes);
  return {
    bytes: copy,
    events: new Float64Array(events),
    lines: new Int32Array(lines),
    nodes: { numbers: new Int32Array(nodes.numbers), names: [...nodes.names] },
    isClean,
  };
}

/** The same events in batches of so many bytes and one event more, which share its bytes. */
export function* piecesOf(batch: Batch, size: number): Generator<Batch> {
  const { bytes, events, lines, nodes, isClean } = batch;
  for (let from: EventPlace = { event: 0, line: 0 }; from.event < events.length; ) {
    const { to, start, end } = pieceFrom(batch, from, size);
    yield {
      bytes: bytes.subarray(start, end),
      events: events.subarray(from.event, to.event),
      lines: lines.subarray(from.line, to.line).map((unit, i) => (i % LINE === LINE_KIND ? unit : unit - start)),
      nodes: { numbers: nodes.numbers.subarray(from.event / EVENT, to.event / EVENT), names: nodes.names },
      isClean,
    };
    from = to;
  }
}

/** Where it ends, and what it takes of the bytes: lines of different events may stand between each other. */
function pieceFrom({ events, lines }: Batch, from: EventPlace, size: number) {
  let { event, line } = from;
  let start = Number.POSITIVE_INFINITY;
  let end = 0;
  while (event < events.length && (event === from.event || end - start < size)) {
    const behind = linesEnd(events, event, line);
    for (; line < behind; line += LINE) {
      start = Math.min(start, startAt(lines, line));
      end = Math.max(end, endAt(lines, line) + newlineOfKind(kindAt(lines, line)));
    }
    event += EVENT;
  }
  return { to: { event, line }, start, end };
}

/** The events of a batch, in order. */
export function* eventsOf(batch: Batch): Generator<AuditEvent> {
  const { events } = batch;
  const bytes = bytesOf(batch);
  for (let i = 0, line = 0; i < events.length; i += EVENT) {
    yield eventAt(batch, bytes, i, line);
    line = linesEnd(events, i, line);
  }
}

export function bytesOf({ bytes }: Batch): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The event at `i` of `events`, whose lines begin at `line` of `lines`. */
export function eventAt(
  { events, lines, nodes, isClean }: Omit<Batch, 'bytes'>,
  bytes: Buffer,
  i: number,
  line: number,
): AuditEvent {
  const records: AuditRecord[] = [];
  const next = linesEnd(events, i, line);
  for (let at = line; at < next; at += LINE) records.push(recordAt(lines, at, bytes, isClean));
  const { sec, milli, serial } = stampAt(events, i);
  return { sec, milli, serial, node: nodeOf(nodes, i / EVENT), records };
}

function recordAt(lines: Int32Array, at: number, bytes: Buffer, isClean: boolean): AuditRecord {
  const kind = kindAt(lines, at);
  const textEnd = textEndAt(lines, at);
  const hasNewline = newlineOfKind(kind) === 1;
  return new AuditRecord(typeOfKind(kind), bytes, startAt(lines, at), textEnd, endAt(lines, at), hasNewline, isClean);
}

/** Of the event at `i` of `events`. */
export function idAt({ events, nodes }: Omit<Batch, 'bytes'>, i: number): EventId {
  const { sec, milli, serial } = stampAt(events, i);
  return { sec, milli, serial, node: nodeOf(nodes, i / EVENT) };
}
