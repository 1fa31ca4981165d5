// Raw output of the rows (rows.as.ts), as output/raw.ts writes it. Part of the scan kernel (scan.as.ts).

import { AVC, USER_AVC } from '../../tables/generated/record-type';
import { LINE, LINE_END, LINE_KIND, LINE_START, LINE_TEXT_END, ROW, ROW_LINES } from './layout';
import { events, lines, rowCount, rowsStart } from './rows.as';

/** Read and written beyond what is copied. */
const SLACK: usize = 16;
const SEPARATOR_AND_END: u16 = 0x0a1d;

/** Where the writing ended: the next row, and its first line in the table of lines. */
export let rawRow: i32 = 0;
export let rawLine: i32 = 0;

/**
 * Writes rows from `row` on, whose lines begin at `line`, to `[out, outEnd)`, until one does not fit or has a record of which
 * matching overwrites a byte. Returns the end of what was written.
 */
export function writeRaw(row: i32, line: i32, out: usize, outEnd: usize): usize {
  for (; row < rowCount; row++) {
    const count = <i32>load<f64>(events + <usize>row * ROW, ROW_LINES);
    const first = lines + <usize>line * LINE;
    const end = first + <usize>count * LINE;
    const length = <usize>(load<i32>(end - LINE, LINE_END) - load<i32>(first, LINE_START));
    let named = 0;
    let isOverwritten = false;
    for (let at = first; at < end; at += LINE) {
      if (load<i32>(at, LINE_TEXT_END) < load<i32>(at, LINE_END)) named++;
      const type = load<i32>(at, LINE_KIND) >> 1;
      if (type == AVC || type == USER_AVC) isOverwritten = true;
    }
    if (isOverwritten || out + length + <usize>count + 1 + SLACK > outEnd) break;
    out = named == 0 || named == count ? copyRow(first, length + 1, out) : copySeparated(first, end, out);
    line += count;
  }
  rawRow = row;
  rawLine = line;
  return out;
}

// @ts-ignore: decorator
@inline
function copyRow(first: usize, length: usize, out: usize): usize {
  return copied(rowsStart + <usize>load<i32>(first, LINE_START), length, out);
}

/** One enriched record in the event, and all records get a separator. */
// @ts-ignore: decorator
@inline
function copySeparated(first: usize, end: usize, out: usize): usize {
  let from = rowsStart + <usize>load<i32>(first, LINE_START);
  for (let at = first; at < end; at += LINE) {
    const lineEnd = rowsStart + <usize>load<i32>(at, LINE_END);
    if (load<i32>(at, LINE_TEXT_END) < load<i32>(at, LINE_END)) continue;
    out = copied(from, lineEnd - from, out);
    store<u16>(out, SEPARATOR_AND_END);
    out += 2;
    from = lineEnd + 1;
  }
  return copied(from, rowsStart + <usize>load<i32>(end - LINE, LINE_END) + 1 - from, out);
}

/** Copies 16 bytes at a time, some behind the last one too: what comes next is written over those. */
// @ts-ignore: decorator
@inline
function copied(from: usize, length: usize, out: usize): usize {
  for (let at: usize = 0; at < length; at += 16) v128.store(out + at, v128.load(from + at));
  return out + length;
}
