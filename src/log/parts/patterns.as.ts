// Writes the events of a batch whose shape has a pattern (see pattern.ts). Part of the parts kernel (parts.as.ts).
//
//   write()  event  event  event  event …        stops, and is called again, where
//            │      │      │      └ of a new shape, or of none   TypeScript writes it, and says how others of its shape are written
//            │      │      └ with a value not seen before        TypeScript says what it means
//            │      └ of a second without texts                  TypeScript writes them
//            └ written; or passed over, as those of its shape do not match

import { copy } from './copy.as';
import { askDigest, asked, putDigests } from './digests.as';
import {
  BYTES_AT, DIGESTS_FULL, EVENT, EVENT_MILLI, EVENT_RECORDS, EVENT_SEC, EVENT_SERIAL, EVENTS_AT, IDENTITY_AT, LINE, LINE_END, LINE_START, LINE_TEXT_END, LINES_AT,
  LONGEST_TIME, NO_MATCH, NO_PATTERN, PARTS, PARTS_AT, PARTS_BODY, PARTS_FIRST, PARTS_PASSING_END, PASSING, PASSING_AT, PASSING_END,
  PASSING_LABEL, PASSING_START, PATTERN, PATTERN_COUNT, PATTERN_FIRST, PATTERNS_AT, PIECE, PIECE_DIGEST, PIECE_FIRST, PIECE_IDENTITY, PIECE_KIND,
  PIECE_LABELLED, PIECE_LAST, PIECE_LINE, PIECE_LINE_NAMES, PIECE_LITERAL, PIECE_MILLI, PIECE_MILLI_DIGITS, PIECE_NAMED, PIECE_PART, PIECE_PID, PIECE_READING, PIECE_RECORD,
  PIECE_ROW, PIECE_SECOND, PIECE_SERIAL, PIECE_TIME, PIECE_VALUE, PIECES_AT, ROWS_AT, ROWS_FULL, STEP_ASKS, STEP_PATTERN, STOP_DONE, STOP_EVENT, STOP_FULL, STOP_SECOND, STOP_VALUE,
  TIME_LENGTHS_AT, TIME_TEXTS_AT, VALUE_TEXT, VALUE_TEXT_LENGTH, WRITTEN_AT, WRITTEN_FULL,
} from './layout';
import { numberOf } from './ranges.as';
import { passingPlace } from './record-parts.as';
import { isSecondKnown } from './seconds.as';
import { behind, forgetIfMany, lastStepEntry, pid, shapeOfEvent } from './shapes.as';
import { valueEntry } from './values.as';

/** Numbers above are not written as integers. */
const MOST_EXACT: f64 = 9007199254740991;

export let eventCount: i32 = 0;
let hasNodes: bool = false;
let firstSecond: f64 = 0;
let lastSecond: f64 = 0;
let identityPieces: usize = 0;
let identityCount: i32 = 0;

/** The event that is next, and the first of its lines. */
export let nextEvent: i32 = 0;
export let nextLine: i32 = 0;
/** Of that event, where `write` stopped at it; 0: it has none. */
export let nextShape: u32 = 0;
export let nextPattern: u32 = NO_PATTERN;
/** Where the steps of that shape end. */
let shapeEntry: usize = 0;

/** Bytes that the last `write` left in their place, and the events it wrote. */
export let written: usize = 0;
export let writtenEvents: i32 = 0;
/** Rows among them, and the number of the last one. */
export let writtenRows: i32 = 0;
let row: u64 = 0;
let firstPlace: usize = 0;

/** What of each event is written once, and the seconds of events that are wanted, both inclusive. */
export function setUp(identityFirst: i32, count: i32, from: f64, to: f64): void {
  identityPieces = PIECES_AT + <usize>identityFirst * PIECE;
  identityCount = count;
  firstSecond = from;
  lastSecond = to;
}

/** The number of the row before the next one, and of the byte that is written next. */
export function setRow(number: f64, place: usize): void {
  row = <u64>number;
  firstPlace = place;
}

/** A batch stands in its place; it is to be written from an event on. */
export function beginBatch(event: i32, line: i32, count: i32, nodes: bool): void {
  forgetIfMany();
  eventCount = count;
  hasNodes = nodes;
  nextEvent = event;
  nextLine = line;
}

/**
 * The event has been looked at. `pattern` is that of its shape, if it has the same in the passing values that are asked for, by
 * bit: its number, from 1, `NO_MATCH`, or `NO_PATTERN` for what it was.
 */
export function passOver(pattern: u32, asks: u32): void {
  if (pattern != NO_PATTERN) {
    if (asks != 0) {
      store<u32>(shapeEntry, asks, STEP_ASKS);
      if (!isAsked(asks)) pattern = NO_PATTERN;
    }
    if (pattern != NO_PATTERN) store<u32>(lastStepEntry, pattern, STEP_PATTERN);
  }
  toNextEvent();
}

/** Goes on from the event's shape over the values that are asked for; false where one cannot be told from others. */
function isAsked(asks: u32): bool {
  let step = nextShape;
  for (let i = 0; asks != 0; i++, asks >>= 1) {
    if ((asks & 1) == 0) continue;
    const place = passingPlace(i);
    if (place < 0) return false;
    step = behind(step, numberOf(place));
  }
  return true;
}

/** What is known for the next event. Sets its shape to 0 where it cannot have one. */
function patternOfNext(): u32 {
  nextShape = shapeOfEvent(nextEvent, LINES_AT + <usize>nextLine * LINE, hasNodes);
  if (nextShape == 0) return NO_PATTERN;
  shapeEntry = lastStepEntry;
  const asks = load<u32>(shapeEntry, STEP_ASKS);
  if (asks != 0 && !isAsked(asks)) {
    nextShape = 0;
    return NO_PATTERN;
  }
  return load<u32>(lastStepEntry, STEP_PATTERN);
}

/** Finds shape and pattern of the next event. */
export function noteNext(): void {
  nextPattern = patternOfNext();
}

export function write(): i32 {
  let to: usize = WRITTEN_AT;
  let stop: i32 = STOP_DONE;
  writtenEvents = 0;
  writtenRows = 0;
  while (nextEvent < eventCount && stop == STOP_DONE) {
    const event = EVENTS_AT + <usize>nextEvent * EVENT;
    const sec = load<f64>(event, EVENT_SEC);
    if (!(sec >= firstSecond && sec <= lastSecond)) {
      toNextEvent();
      continue;
    }
    noteNext();
    if (nextPattern == NO_MATCH) toNextEvent();
    else if (nextPattern == NO_PATTERN || !hasUsualNumbers(event)) stop = STOP_EVENT;
    else if (!isSecondKnown(sec)) stop = STOP_SECOND;
    else {
      const entry = PATTERNS_AT + <usize>(nextPattern - 1) * PATTERN;
      const identityEnd = putAll(identityPieces, identityCount, event, IDENTITY_AT, 0);
      const pieces = PIECES_AT + <usize>load<u32>(entry, PATTERN_FIRST) * PIECE;
      const rows = writtenRows;
      const end = putAll(pieces, load<i32>(entry, PATTERN_COUNT), event, to, identityEnd - IDENTITY_AT);
      if (end == 0) {
        stop = STOP_VALUE;
        row -= writtenRows - rows;
        writtenRows = rows;
      } else {
        to = end;
        writtenEvents++;
        toNextEvent();
        if (asked >= DIGESTS_FULL) putDigests();
        if (to - WRITTEN_AT >= <usize>WRITTEN_FULL || writtenRows >= ROWS_FULL) stop = STOP_FULL;
      }
    }
  }
  putDigests();
  written = to - WRITTEN_AT;
  return stop;
}

export function toNextEvent(): void {
  nextLine += <i32>load<f64>(EVENTS_AT + <usize>nextEvent * EVENT, EVENT_RECORDS);
  nextEvent++;
}

function hasUsualNumbers(event: usize): bool {
  const sec = load<f64>(event, EVENT_SEC);
  const milli = load<f64>(event, EVENT_MILLI);
  const serial = load<f64>(event, EVENT_SERIAL);
  return sec >= 0 && sec <= MOST_EXACT && milli >= 0 && milli <= 999 && serial >= 0 && serial <= MOST_EXACT;
}

/** Where the pieces end, put one behind the other; 0: a value is missing. */
function putAll(pieces: usize, count: i32, event: usize, to: usize, identityLength: usize): usize {
  for (let i = 0; i < count && to != 0; i++) {
    const piece = pieces + <usize>i * PIECE;
    const kind = load<i32>(piece, PIECE_KIND);
    if (kind == PIECE_LITERAL) to = copy(to, load<u32>(piece, PIECE_FIRST), load<u32>(piece, PIECE_LAST));
    else if (kind == PIECE_PART) {
      const part = PIECES_AT + <usize>load<u32>(piece, PIECE_FIRST) * PIECE;
      to = putAll(part, load<i32>(piece, PIECE_LAST), event, to, identityLength);
    } else if (kind == PIECE_IDENTITY) to = copy(to, IDENTITY_AT, identityLength);
    else if (kind == PIECE_LINE || kind == PIECE_LINE_NAMES) to = putLine(kind, load<i32>(piece, PIECE_FIRST), to);
    else if (kind == PIECE_DIGEST) to = putDigest(event, to);
    else if (kind == PIECE_ROW) to = putRow(to);
    else if (kind <= PIECE_RECORD) to = putBytes(kind, piece, to);
    else to = putNumber(kind, event, to);
  }
  return to;
}

/** What stands in the event's own lines, or is known of its values or second. */
function putBytes(kind: i32, piece: usize, to: usize): usize {
  const first = load<i32>(piece, PIECE_FIRST);
  if (kind == PIECE_TIME) {
    return copy(to, TIME_TEXTS_AT + <usize>first * LONGEST_TIME, load<u32>(TIME_LENGTHS_AT + (<usize>first << 2)));
  }
  if (kind == PIECE_RECORD) return putRecord(first, to);
  const last = PASSING_AT + <usize>load<i32>(piece, PIECE_LAST) * PASSING;
  const end = load<u32>(last, PASSING_END);
  const value = PASSING_AT + <usize>first * PASSING;
  const start = kind == PIECE_LABELLED ? load<u32>(value, PASSING_LABEL) : load<u32>(value, PASSING_START);
  if (kind == PIECE_LABELLED || kind == PIECE_VALUE || (kind == PIECE_NAMED && isDecimal(start, end))) {
    return copy(to, start, end - start);
  }
  const entry = valueEntry(load<i32>(piece, PIECE_READING), start, end);
  return entry == 0 ? 0 : copy(to, load<u32>(entry, VALUE_TEXT), load<u32>(entry, VALUE_TEXT_LENGTH));
}

/** Whether a value, which is plain, is not negative and has no zeros before it. */
// @ts-ignore: decorator
@inline
function isDecimal(start: usize, end: usize): bool {
  const first = <u32>load<u8>(start);
  return first - 0x31 < 9 || (first == 0x30 && end - start == 1);
}

/** A record's line up to where its rest begins. */
function putRecord(i: i32, to: usize): usize {
  const start = BYTES_AT + load<u32>(LINES_AT + <usize>(nextLine + i) * LINE, LINE_START);
  const parts = PARTS_AT + <usize>i * PARTS;
  const passingEnd = load<i32>(parts, PARTS_PASSING_END);
  const end = passingEnd == load<i32>(parts, PARTS_FIRST)
    ? load<u32>(parts, PARTS_BODY)
    : load<u32>(PASSING_AT + <usize>(passingEnd - 1) * PASSING, PASSING_END);
  return copy(to, start, end - start);
}

function putLine(kind: i32, i: i32, to: usize): usize {
  const line = LINES_AT + <usize>(nextLine + i) * LINE;
  const start = load<u32>(line, LINE_START);
  const end = kind == PIECE_LINE ? load<u32>(line, LINE_TEXT_END) : load<u32>(line, LINE_END);
  return copy(to, BYTES_AT + start, end - start);
}

/** Of the texts of the records. */
function putDigest(event: usize, to: usize): usize {
  const lines = LINES_AT + <usize>nextLine * LINE;
  return askDigest(lines, lines + <usize>load<f64>(event, EVENT_RECORDS) * LINE, to);
}

function putRow(to: usize): usize {
  store<u32>(ROWS_AT + ((<usize>writtenRows) << 2), <u32>(firstPlace + to - WRITTEN_AT));
  writtenRows++;
  return putDecimal(++row, 1, to);
}

function putNumber(kind: i32, event: usize, to: usize): usize {
  if (kind == PIECE_PID) return putDecimal(pid, 1, to);
  if (kind == PIECE_SECOND) return putDecimal(<u64>load<f64>(event, EVENT_SEC), 1, to);
  if (kind == PIECE_SERIAL) return putDecimal(<u64>load<f64>(event, EVENT_SERIAL), 1, to);
  return putDecimal(<u64>load<f64>(event, EVENT_MILLI), kind == PIECE_MILLI_DIGITS ? 3 : 1, to);
}

/** With so many digits at least. */
function putDecimal(number: u64, digits: i32, to: usize): usize {
  let count = 1;
  for (let rest = number; rest >= 10; rest /= 10) count++;
  if (count < digits) count = digits;
  for (let at = to + count - 1; at >= to; at--, number /= 10) store<u8>(at, 0x30 + <u8>(number % 10));
  return to + count;
}
