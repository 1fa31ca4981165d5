// Events that have left in the order of release, as rows of a batch (log/batch.ts). Part of the scan kernel (scan.as.ts).
// Where all events are wanted their bytes stay where they were read, and the rows are to be taken before the next `scan`; where few
// are, the bytes are copied (`packRows`), and rows of several calls make one batch.

import {
  ENTRY_END, ENTRY_LINES, ENTRY_MILLI, ENTRY_NODE, ENTRY_SEC, ENTRY_SERIAL, ENTRY_START, LINE, LINE_END, LINE_KIND,
  LINE_START, LINE_TEXT_END, ROW, ROW_LINES, ROW_MILLI, ROW_SEC, ROW_SERIAL,
} from './layout';
import { knownType } from './names.as';

const NONE: usize = 0x7fffffff;

/** Bytes that the rows span before they are handed over: as much as a batch of the assembler's events has. */
const TARGET: usize = 1 << 19;
/** Lines of one entry at most: rows and batches have room for that many. */
export const MOST_LINES: i32 = 512;

export let events: usize = 0;
let nodes: usize = 0;
export let lines: usize = 0;
let mostRows: i32 = 0;
let mostLines: i32 = 0;
/** Where bytes are copied to, and the end of the room there; 0: they are not. */
let packAt: usize = 0;
let packEnd: usize = 0;

export let rowCount: i32 = 0;
export let rowLines: i32 = 0;
/** Some event has the name of a node. */
export let rowsHaveNode: bool = false;
/** The rows' bytes. */
export let rowsStart: usize = 0;
export let rowsEnd: usize = 0;

/** Tables: sec, milli, serial and number of lines f64 an event; its node i32; and what `split` says of each line. */
export function setRows(eventsAt: usize, nodesAt: usize, linesAt: usize, eventRoom: i32, lineRoom: i32): void {
  events = eventsAt;
  nodes = nodesAt;
  lines = linesAt;
  mostRows = eventRoom;
  mostLines = lineRoom;
}

/** From now on the rows' bytes are copied. */
export function packRows(at: usize, room: usize): void {
  packAt = at;
  packEnd = at + room;
}

/** They have been taken. */
export function forgetRows(): void {
  rowCount = 0;
  rowLines = 0;
  rowsHaveNode = false;
}

/** No more rows before these are handed over. */
export function rowsAreFull(): bool {
  if (rowCount == 0) return false;
  return rowCount == mostRows || rowLines + MOST_LINES > mostLines || rowsEnd - rowsStart >= TARGET;
}

/** Whether an entry's event can be added. */
export function hasRoom(entry: usize): bool {
  if (rowsAreFull()) return false;
  if (packAt == 0) return true;
  const length = load<u32>(entry, ENTRY_END) + 1 - load<u32>(entry, ENTRY_START);
  return (rowCount == 0 ? packAt : rowsEnd) + length <= packEnd;
}

/** Adds the event of an entry, which is whole. */
export function addRow(entry: usize): void {
  const start = load<u32>(entry, ENTRY_START);
  const end = load<u32>(entry, ENTRY_END);
  const count = load<i32>(entry, ENTRY_LINES);
  const row = events + <usize>rowCount * ROW;
  const at = packAt == 0 ? start : rowCount == 0 ? packAt : rowsEnd;
  if (packAt != 0) memory.copy(at, start, end + 1 - start);
  if (rowCount == 0) rowsStart = at;
  rowsEnd = at + (end + 1 - start);
  store<f64>(row, load<f64>(entry, ENTRY_SEC), ROW_SEC);
  store<f64>(row, <f64>load<i32>(entry, ENTRY_MILLI), ROW_MILLI);
  store<f64>(row, load<f64>(entry, ENTRY_SERIAL), ROW_SERIAL);
  store<f64>(row, <f64>count, ROW_LINES);
  const node = load<i32>(entry, ENTRY_NODE);
  store<i32>(nodes + (<usize>rowCount << 2), node);
  if (node != 0) rowsHaveNode = true;
  split(start, end, <i32>(at - rowsStart), lines + <usize>rowLines * LINE);
  rowCount++;
  rowLines += count;
}

/**
 * Describes each line of a run as four i32 at `out`: start, first 0x1D or end, end (offsets from `from`, plus `shift`),
 * and record type × 2 + 1. The run is as `scan` reported it, maybe moved elsewhere.
 */
export function split(from: usize, end: usize, shift: i32, out: usize): void {
  const newline = i8x16.splat(10);
  const separator = i8x16.splat(0x1d);
  const blank = i8x16.splat(0x20);
  let line = from;
  while (line <= end) {
    let at = line;
    if (load<u8>(at) == 0x6e) while (load<u8>(at) != 0x20) at++;
    if (load<u8>(at) == 0x20) at++;
    const name = at + 5;
    at = name;
    while (load<u8>(at) != 0x20) at++;
    const type = knownType(name, at - name) >> 1;
    let textEnd = NONE;
    let stop = end;
    // Bytes below a blank are few: newlines, separators, and what stands in damaged lines.
    for (; at < end; at += 32) {
      const low = v128.load(at);
      const high = v128.load(at, 16);
      if (!v128.any_true(i8x16.lt_u(i8x16.min_u(low, high), blank))) continue;
      const marks = i8x16.bitmask(i8x16.eq(low, separator)) | (i8x16.bitmask(i8x16.eq(high, separator)) << 16);
      const mask = i8x16.bitmask(i8x16.eq(low, newline)) | (i8x16.bitmask(i8x16.eq(high, newline)) << 16);
      if (marks != 0 && textEnd == NONE) textEnd = at + ctz<i32>(marks);
      if (mask != 0) {
        stop = min(end, at + ctz<i32>(mask));
        break;
      }
    }
    store<i32>(out, <i32>(line - from) + shift, LINE_START);
    store<i32>(out, <i32>(min(textEnd, stop) - from) + shift, LINE_TEXT_END);
    store<i32>(out, <i32>(stop - from) + shift, LINE_END);
    store<i32>(out, type * 2 + 1, LINE_KIND);
    out += LINE;
    line = stop + 1;
  }
}
