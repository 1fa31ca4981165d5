/**
 * A batch as TypeScript sees it: places in its views of doubles and of 32-bit units.
 *
 *   events   sec  milli  serial  lines │ sec  milli …          EVENT doubles an event
 *   lines    start  text end  end  kind │ start …              LINE units a line, those of an event one behind the other
 *   bytes    type=SYSCALL msg=audit(…): … ␝ARCH=x86_64 … ⏎ type=CWD …
 *            ╵ start                      ╵ text end     ╵ end, or text end where the log added no names
 */
import type { EventId } from './event.js';
import * as layout from './scan/layout.js';

export const EVENT: number = layout.ROW / 8;
export const EVENT_SEC: number = layout.ROW_SEC / 8;
export const EVENT_MILLI: number = layout.ROW_MILLI / 8;
export const EVENT_SERIAL: number = layout.ROW_SERIAL / 8;
export const EVENT_LINES: number = layout.ROW_LINES / 8;

export const LINE: number = layout.LINE / 4;
export const LINE_START: number = layout.LINE_START / 4;
export const LINE_TEXT_END: number = layout.LINE_TEXT_END / 4;
export const LINE_END: number = layout.LINE_END / 4;
export const LINE_KIND: number = layout.LINE_KIND / 4;

/** Second of the event at `i` of `events`. */
export function secAt(events: Float64Array, i: number): number {
  return events[i + EVENT_SEC]!;
}

export function stampAt(events: Float64Array, i: number): Omit<EventId, 'node'> {
  return { sec: secAt(events, i), milli: events[i + EVENT_MILLI]!, serial: events[i + EVENT_SERIAL]! };
}

/** Where in `lines` the lines of the event at `i` of `events` end, which begin at `line`. */
export function linesEnd(events: Float64Array, i: number, line: number): number {
  return line + events[i + EVENT_LINES]! * LINE;
}

/** Of the line at `at` of `lines`. */
export function startAt(lines: Int32Array, at: number): number {
  return lines[at + LINE_START]!;
}

export function textEndAt(lines: Int32Array, at: number): number {
  return lines[at + LINE_TEXT_END]!;
}

export function endAt(lines: Int32Array, at: number): number {
  return lines[at + LINE_END]!;
}

export function kindAt(lines: Int32Array, at: number): number {
  return lines[at + LINE_KIND]!;
}

/** Of a line: its record's type, and whether the log had its newline. */
export function kindOf(type: number, hasNewline: boolean): number {
  return type * 2 + (hasNewline ? 1 : 0);
}

export function typeOfKind(kind: number): number {
  return kind >> 1;
}

/** 1 with its newline, 0 without. */
export function newlineOfKind(kind: number): number {
  return kind & 1;
}
