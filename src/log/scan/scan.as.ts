// The scan kernel, in AssemblyScript: finds lines, reads canonical record headers, and marks lines that hold a needle.
// Why not plain TypeScript: with SIMD this runs at memory speed (see README "How fast"), several times the speed of the
// best JavaScript loop, and every byte of every log passes here. It only recognises what it is sure of: any other
// line is marked SLOW and read by log/header.ts.
//
// All addresses are offsets in the imported memory, laid out by layout.ts.

import {
  CUT, ENTRIES_AT, ENTRY, ENTRY_END, ENTRY_FLAGS, ENTRY_LINES, ENTRY_MILLI, ENTRY_NODE, ENTRY_SEC, ENTRY_SERIAL,
  ENTRY_START, ENTRY_TYPE, HIT, LINE_MAX, SINGLE, SLOW,
} from './layout';
import { knownNode, knownType, setNodes, setTypes } from './names.as';
import { forgetHits, hit, needleCount, setNeedles } from './needles.as';
import { add, begin, finish, isHolding, latest, space } from './passing.as';
import { MOST_LINES, split } from './rows.as';

export { isHolding, passed, passedMilli, passedSec, passedSerial, select, settleAll, settleWanted, tellOpen } from './passing.as';
export { rawLine, rawRow, writeRaw } from './raw.as';
export { forgetRows, rowCount, rowLines, rowsAreFull, rowsEnd, rowsHaveNode, rowsStart, setRows } from './rows.as';
export { setNeedles, setNodes, setTypes, split };

/** A header that ends later is outside the reader's window; longer ones are SLOW. */
const WINDOW: usize = 80;
const NODE_WINDOW: usize = 340;

/** Where the next call must continue: the first byte that belongs to no reported line. */
export let consumed: usize = 0;

/** Lines seen so far. */
export let lines: f64 = 0;

let merge = true;
/** A next line of the same event joins the latest entry. */
let joins = false;

// Of the header read last: `node=NAME ` and `msg=audit(…)`.
let nodeAt: usize = 0;
let nodeLength: usize = 0;
let stampAt: usize = 0;
let stampLength: usize = 0;
/** The first eight digits of the second, which are mostly those of the header before, and the number they are. */
let hundreds: u64 = 0;
let hundredsNumber: u64 = 0;

/** False: every line is an entry of its own. */
export function setMerge(on: bool): void {
  merge = on;
}

/**
 * Reports the lines of `[from, limit)` as runs: neighbouring canonical lines of one event are one entry at
 * ENTRIES_AT. Events that are not wanted, or have left already (passing.as.ts), have no
 * entry. An unfinished last line is left for the next call unless `last`. With `hold` some entries may wait for the next call.
 * Returns the number of entries; there may be more to come.
 */
export function scan(from: usize, limit: usize, last: bool, fresh: bool, most: i32, hold: bool): i32 {
  const newline = i8x16.splat(10);
  if (fresh) forgetHits();
  begin(most);
  joins = joins && isHolding && from == <usize>load<i32>(latest, ENTRY_END) + 1;
  let start = from;
  while (start < limit) {
    const stop = min(start + LINE_MAX, limit);
    let at = start;
    let lowest = i8x16.splat(-1);
    let end = stop;
    let flags = CUT;
    while (at < stop) {
      const low = v128.load(at);
      const high = v128.load(at, 16);
      lowest = i8x16.min_u(lowest, i8x16.min_u(low, high));
      const lowIs = i8x16.eq(low, newline);
      const highIs = i8x16.eq(high, newline);
      if (v128.any_true(v128.or(lowIs, highIs))) {
        const found = at + ctz<i32>(i8x16.bitmask(lowIs) | (i8x16.bitmask(highIs) << 16));
        if (found < stop) {
          end = found;
          flags = 0;
        }
        break;
      }
      at += 32;
    }
    if (flags == CUT && stop == limit && stop < start + LINE_MAX && !last) break;
    // A zero byte may also be just behind the line. In it, header.ts cuts it there.
    const canonical = flags == 0 && (i8x16.all_true(lowest) || !hasZero(start, end));
    const isHit = needleCount != 0 && hit(start, end, limit);

    if (canonical && joins && load<i32>(latest, ENTRY_LINES) < MOST_LINES && continues(start, end)) {
      store<i32>(latest, <i32>end, ENTRY_END);
      store<i32>(latest, load<i32>(latest, ENTRY_FLAGS) | (isHit ? HIT : 0), ENTRY_FLAGS);
      store<i32>(latest, load<i32>(latest, ENTRY_LINES) + 1, ENTRY_LINES);
      lines += 1;
      start = end + 1;
      continue;
    }
    const entry = space();
    if (entry == 0) break;
    if (isHit) flags |= HIT;
    if (canonical && header(start, end, entry)) {
      const type = load<i32>(entry, ENTRY_TYPE);
      if ((type & 1) != 0) flags |= SINGLE;
      joins = merge && (type & 1) == 0;
      store<i32>(entry, type >> 1, ENTRY_TYPE);
    } else {
      flags |= SLOW;
      joins = false;
    }
    store<i32>(entry, <i32>start, ENTRY_START);
    store<i32>(entry, <i32>end, ENTRY_END);
    store<i32>(entry, flags, ENTRY_FLAGS);
    store<i32>(entry, 1, ENTRY_LINES);
    lines += 1;
    start = (flags & CUT) != 0 ? end : end + 1;
    add();
  }
  consumed = start;
  return <i32>((finish(hold) - ENTRIES_AT) / ENTRY);
}

function hasZero(at: usize, end: usize): bool {
  while (at < end && load<u8>(at) != 0) at++;
  return at < end;
}

/** True when the line has the very node and stamp of the header read last. */
// @ts-ignore: decorator
@inline
function continues(start: usize, end: usize): bool {
  let at = start;
  let window = start + WINDOW;
  if (nodeLength != 0) {
    if (at + nodeLength > end || memory.compare(at, nodeAt, nodeLength) != 0) return false;
    at += nodeLength;
    window = start + NODE_WINDOW;
  }
  if (window > end) window = end;
  if (at + 5 >= window || load<u32>(at) != 0x65707974 || load<u8>(at + 4) != 0x3d) return false;
  at += 5;
  // A name that is not in the table has no number, but one in small letters or with a number in it may have.
  if (load<u8>(at) < 0x41) return false;
  at += typeLetters(at);
  if (at + stampLength >= window || load<u8>(at) != 0x20) return false;
  at++;
  // Stamps are 27 to 40 bytes long: three overlapping pieces cover them.
  const rest = stampLength - 16;
  const same = v128.and(
    i8x16.eq(v128.load(at), v128.load(stampAt)),
    i8x16.eq(v128.load(at + rest), v128.load(stampAt + rest)),
  );
  return i8x16.all_true(same) && load<u64>(at + 16) == load<u64>(stampAt + 16);
}

/** How many of the bytes at `name` are capital letters, digits and underscores; 16 for more. */
// @ts-ignore: decorator
@inline
function typeLetters(name: usize): usize {
  const bytes = v128.load(name);
  const letters = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x41)), i8x16.splat(26));
  const digits = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10));
  const known = v128.or(v128.or(letters, digits), i8x16.eq(bytes, i8x16.splat(0x5f)));
  return <usize>ctz<i32>(~i8x16.bitmask(known));
}

/** Reads `[node=NAME ]type=NAME msg=audit(10 digits.3 digits:up to 14 digits)`; false for any other form. */
// @ts-ignore: decorator
@inline
function header(start: usize, end: usize, entry: usize): bool {
  let at = start;
  let node = 0;
  let window = start + WINDOW;
  nodeAt = start;
  nodeLength = 0;
  if (end - start < 40) return false;
  if (load<u32>(at) == 0x65646f6e && load<u8>(at + 4) == 0x3d) {
    window = start + NODE_WINDOW;
    const name = at + 5;
    at = name;
    while (at < end && load<u8>(at) != 0x20) at++;
    node = knownNode(name, at - name);
    if (node == 0) return false;
    at++;
    nodeLength = at - start;
  }
  if (window > end) window = end;
  if (at + 5 >= window || load<u32>(at) != 0x65707974 || load<u8>(at + 4) != 0x3d) return false;
  const name = at + 5;
  at = name + typeLetters(name);
  while (at < window && load<u8>(at) != 0x20) at++;
  const type = knownType(name, at - name);
  if (type < 0) return false;
  at++;
  // "msg=audi" "t("
  if (at + 27 > window || load<u64>(at) != 0x696475613d67736d || load<u16>(at + 8) != 0x2874) return false;
  stampAt = at;
  at += 10;
  const first = load<u64>(at);
  if (first != hundreds) {
    let number: u64 = 0;
    for (let i = 0; i < 8; i++) {
      const digit = <u32>load<u8>(at + i) - 48;
      if (digit > 9) return false;
      number = number * 10 + digit;
    }
    hundreds = first;
    hundredsNumber = number;
  }
  const s0 = <u32>load<u8>(at + 8) - 48;
  const s1 = <u32>load<u8>(at + 9) - 48;
  if (s0 > 9 || s1 > 9) return false;
  const sec = hundredsNumber * 100 + s0 * 10 + s1;
  const m0 = <u32>load<u8>(at + 11) - 48;
  const m1 = <u32>load<u8>(at + 12) - 48;
  const m2 = <u32>load<u8>(at + 13) - 48;
  if (load<u8>(at + 10) != 0x2e || m0 > 9 || m1 > 9 || m2 > 9 || load<u8>(at + 14) != 0x3a) return false;
  at += 15;
  let serial: u64 = 0;
  const digits = at;
  for (;;) {
    const digit = <u32>load<u8>(at) - 48;
    if (digit > 9) break;
    serial = serial * 10 + digit;
    at++;
  }
  if (at == digits || at - digits > 14 || at >= window || load<u8>(at) != 0x29) return false;
  stampLength = at + 1 - stampAt;
  store<f64>(entry, <f64>sec, ENTRY_SEC);
  store<f64>(entry, <f64>serial, ENTRY_SERIAL);
  store<i32>(entry, type, ENTRY_TYPE);
  store<i32>(entry, m0 * 100 + m1 * 10 + m2, ENTRY_MILLI);
  store<i32>(entry, node, ENTRY_NODE);
  return true;
}

/** True when `[from, end)` has a byte below 0x20 other than newline and 0x1D. */
export function hasControls(from: usize, end: usize): bool {
  const newline = i8x16.splat(10);
  const separator = i8x16.splat(0x1d);
  const blank = i8x16.splat(0x20);
  for (let at = from; at < end; at += 16) {
    const chunk = v128.load(at);
    const known = v128.or(i8x16.eq(chunk, newline), i8x16.eq(chunk, separator));
    let mask = i8x16.bitmask(v128.andnot(i8x16.lt_u(chunk, blank), known));
    if (end - at < 16) mask &= (1 << <i32>(end - at)) - 1;
    if (mask != 0) return true;
  }
  return false;
}

/** Copies a line out of the ring; a call into wasm costs a tenth of a typed array's `set`. */
export function copy(to: usize, from: usize, length: usize): void {
  memory.copy(to, from, length);
}
