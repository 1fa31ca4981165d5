// The scan kernel, in AssemblyScript: finds lines, reads canonical record headers, and marks lines that hold a needle.
// Why not plain TypeScript: with SIMD this runs at memory speed (see README "How fast"), several times the speed of the
// best JavaScript loop, and every byte of every log passes here. It only recognises what it is sure of: any other
// line is marked SLOW and read by log/header.ts.
//
// All addresses are offsets in the imported memory, laid out by log/scanner.ts.

/** Longest line, newline included (spec log-format section 2). */
const LINE_MAX: usize = 8969;
/** A header that ends later is outside the reader's window (spec log-format section 3.2); longer ones are SLOW. */
const WINDOW: usize = 80;
const NODE_WINDOW: usize = 340;

const HIT: i32 = 1;
const SLOW: i32 = 2;
const CUT: i32 = 4;

/** Kinds of needles (log/needle.ts). */
const TEXT: u32 = 0;
const SIGNED: u32 = 2;
const ENCODED: u32 = 3;

const STRIDE: usize = 48;
const NONE: usize = 0x7fffffff;

/** Where the next call must continue: the first byte that belongs to no reported line. */
export let consumed: usize = 0;

/** Lines of one run at most: `split` has room for that many. */
const MOST_LINES: i32 = 512;

/** First and last eight bytes of the name u64, its address and length u32, code i32, and four unused. */
const TYPE_ENTRY: usize = 32;
let typeTable: usize = 0;
let typeMask: u32 = 0;
let nodeTable: usize = 0; // entries of 8 bytes: address, length
let nodeCount: i32 = 0;
let needleTable: usize = 0; // entries of 24 bytes: address, length, next hit, kind, address and length of the value
let needleCount: i32 = 0;
let merge = true;

// Of the header read last: `node=NAME ` and `msg=audit(…)`.
let nodeAt: usize = 0;
let nodeLength: usize = 0;
let stampAt: usize = 0;
let stampLength: usize = 0;

/** False: every line is an entry of its own. */
export function setMerge(on: bool): void {
  merge = on;
}

/** A type's code is its number × 2, plus 1 when a record of it cannot be followed by others of its event. */
export function setTypes(table: usize, mask: u32): void {
  typeTable = table;
  typeMask = mask;
}

export function setNodes(table: usize, count: i32): void {
  nodeTable = table;
  nodeCount = count;
}

export function setNeedles(table: usize, count: i32): void {
  needleTable = table;
  needleCount = count;
}

/** Enters a type's name at `address` (its code as above) into the table, which has room. */
export function addType(address: usize, length: usize, code: i32): void {
  const first = firstBytes(address, length);
  const last = lastBytes(address, length);
  let slot = typeHash(first, last, length) & typeMask;
  while (load<u32>(typeTable + <usize>slot * TYPE_ENTRY, 20) != 0) slot = (slot + 1) & typeMask;
  const entry = typeTable + <usize>slot * TYPE_ENTRY;
  store<u64>(entry, first);
  store<u64>(entry, last, 8);
  store<u32>(entry, <u32>address, 16);
  store<u32>(entry, <u32>length, 20);
  store<i32>(entry, code, 24);
}

// A name is told apart by its first and last eight bytes and its length; only longer ones need a look at the middle.
// @ts-ignore: decorator
@inline
function firstBytes(name: usize, length: usize): u64 {
  return length >= 8 ? load<u64>(name) : load<u64>(name) & (((<u64>1) << (length * 8)) - 1);
}

// @ts-ignore: decorator
@inline
function lastBytes(name: usize, length: usize): u64 {
  return length > 8 ? load<u64>(name + length - 8) : 0;
}

// @ts-ignore: decorator
@inline
function typeHash(first: u64, last: u64, length: usize): u32 {
  return <u32>((((first ^ (last * 0x9e3779b97f4a7c15)) + length) * 0xff51afd7ed558ccd) >> 40);
}

/**
 * Reports the lines of `[from, limit)` as runs: neighbouring canonical lines of one event are one entry. An entry is 48
 * bytes at `out`: sec f64, serial f64, then i32: start, end, type of the first line, milli, node, flags, lines, and one
 * unused. An unfinished last line is left for the next call unless `last`. Returns the number of entries.
 */
export function scan(from: usize, limit: usize, last: bool, fresh: bool, out: usize, most: i32): i32 {
  const newline = i8x16.splat(10);
  if (fresh) for (let k = 0; k < needleCount; k++) store<usize>(needleTable + k * 24, 0, 8);
  let count: i32 = 0;
  let run: usize = 0; // the entry that a next line of the same event joins; 0: none
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
    // A zero byte in the line (or just behind it in the same chunk): header.ts cuts it there.
    const canonical = flags == 0 && i8x16.all_true(lowest);
    const isHit = needleCount != 0 && hit(start, end, limit);

    if (canonical && run != 0 && load<i32>(run, 40) < MOST_LINES && continues(start, end)) {
      store<i32>(run, <i32>end, 20);
      store<i32>(run, load<i32>(run, 36) | (isHit ? HIT : 0), 36);
      store<i32>(run, load<i32>(run, 40) + 1, 40);
      start = end + 1;
      continue;
    }
    if (count == most) break;
    const entry = out + <usize>count * STRIDE;
    if (isHit) flags |= HIT;
    if (canonical && header(start, end, entry)) {
      run = merge && (load<i32>(entry, 24) & 1) == 0 ? entry : 0;
      store<i32>(entry, load<i32>(entry, 24) >> 1, 24);
    } else {
      flags |= SLOW;
      run = 0;
    }
    store<i32>(entry, <i32>start, 16);
    store<i32>(entry, <i32>end, 20);
    store<i32>(entry, flags, 36);
    store<i32>(entry, 1, 40);
    count++;
    start = (flags & CUT) != 0 ? end : end + 1;
  }
  consumed = start;
  return count;
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
  while (at < window && isTypeLetter(load<u8>(at))) at++;
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

// @ts-ignore: decorator
@inline
function isTypeLetter(byte: u8): bool {
  return (byte >= 0x41 && byte <= 0x5a) || byte == 0x5f || (byte >= 0x30 && byte <= 0x39);
}

/**
 * Describes each line of a run as four i32 at `out`: start, first 0x1D or end, end (offsets from `from`, plus `shift`),
 * and record type × 2 + 1. The run is as `scan` reported it, maybe moved elsewhere.
 */
export function split(from: usize, end: usize, shift: i32, out: usize): void {
  const newline = i8x16.splat(10);
  const separator = i8x16.splat(0x1d);
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
    while (at < end) {
      const chunk = v128.load(at);
      const marks = i8x16.bitmask(i8x16.eq(chunk, separator));
      const mask = i8x16.bitmask(i8x16.eq(chunk, newline));
      if (marks != 0 && textEnd == NONE) textEnd = at + ctz<i32>(marks);
      if (mask != 0) {
        stop = min(end, at + ctz<i32>(mask));
        break;
      }
      at += 16;
    }
    store<i32>(out, <i32>(line - from) + shift);
    store<i32>(out, <i32>(min(textEnd, stop) - from) + shift, 4);
    store<i32>(out, <i32>(stop - from) + shift, 8);
    store<i32>(out, type * 2 + 1, 12);
    out += 16;
    line = stop + 1;
  }
}

/** True when some needle lies inside `[start, end)`; remembers each needle's next place so every byte is searched once. */
// @ts-ignore: decorator
@inline
function hit(start: usize, end: usize, limit: usize): bool {
  let found = false;
  for (let k = 0; k < needleCount; k++) {
    const needle = needleTable + k * 24;
    let place = load<usize>(needle, 8);
    if (place < start) {
      place = find(needle, start, limit);
      store<usize>(needle, place, 8);
    }
    if (place + load<usize>(needle, 4) <= end) found = true;
  }
  return found;
}

/** First place of a needle in `[from, limit)`, or NONE: compares first and last byte of 16 places at a time. */
function find(needle: usize, from: usize, limit: usize): usize {
  const text = load<usize>(needle);
  const length = load<usize>(needle, 4);
  if (from + length > limit) return NONE;
  const first = i8x16.splat(load<i8>(text));
  const final = i8x16.splat(load<i8>(text + length - 1));
  const stop = limit - length;
  const kind = load<u32>(needle, 12);
  const digit = kind == TEXT || kind == ENCODED ? first : i8x16.splat(load<i8>(load<usize>(needle, 16)));
  for (let at = from; at <= stop; at += 32) {
    const tail = at + length - 1;
    const low = v128.and(i8x16.eq(v128.load(at), first), i8x16.eq(v128.load(tail), final));
    const high = v128.and(i8x16.eq(v128.load(at, 16), first), i8x16.eq(v128.load(tail, 16), final));
    if (!v128.any_true(v128.or(low, high))) continue;
    let mask = i8x16.bitmask(low) | (i8x16.bitmask(high) << 16);
    // Nearly all fields of the name are ruled out by the first byte of their value, 32 at a time.
    if (kind != TEXT && tail + 33 <= limit) {
      const lowNext = maySuit(kind, v128.load(tail + 1), digit);
      const highNext = maySuit(kind, v128.load(tail + 17), digit);
      mask &= i8x16.bitmask(lowNext) | (i8x16.bitmask(highNext) << 16);
    }
    while (mask != 0) {
      const place = at + ctz<i32>(mask);
      if (place > stop) return NONE;
      if (memory.compare(place, text, length) == 0 && suits(needle, place + length, limit)) return place;
      mask &= mask - 1;
    }
  }
  return NONE;
}

/** The bytes behind a needle's text with which `suits` may be true; `digit` is the first one of a number. */
// @ts-ignore: decorator
@inline
function maySuit(kind: u32, next: v128, digit: v128): v128 {
  if (kind == ENCODED) return v128.not(v128.or(i8x16.eq(next, i8x16.splat(0x22)), i8x16.eq(next, i8x16.splat(0x28))));
  return v128.or(i8x16.eq(next, digit), i8x16.gt_u(i8x16.sub(next, i8x16.splat(0x31)), i8x16.splat(8)));
}

/** Whether what follows a needle's text is what it looks for, or anything that cannot be told here (log/needle.ts). */
function suits(needle: usize, at: usize, limit: usize): bool {
  const kind = load<u32>(needle, 12);
  if (kind == TEXT || at >= limit) return true;
  const next = load<u8>(at);
  if (kind == ENCODED) return next != 0x22 && next != 0x28;
  const digits = kind == SIGNED && next == 0x2d ? at + 1 : at;
  const first = digits < limit ? load<u8>(digits) : 0;
  if (first < 0x31 || first > 0x39) return true;
  let end = digits;
  while (end < limit && load<u8>(end) >= 0x30 && load<u8>(end) <= 0x39) end++;
  const length = load<usize>(needle, 20);
  if (end == limit || end - digits >= 10) return true;
  return end - at == length && memory.compare(at, load<usize>(needle, 16), length) == 0;
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
  at = name;
  while (at < window && load<u8>(at) != 0x20) at++;
  const type = knownType(name, at - name);
  if (type < 0) return false;
  at++;
  // "msg=audi" "t("
  if (at + 27 > window || load<u64>(at) != 0x696475613d67736d || load<u16>(at + 8) != 0x2874) return false;
  stampAt = at;
  at += 10;
  let sec: u64 = 0;
  for (let i = 0; i < 10; i++) {
    const digit = <u32>load<u8>(at + i) - 48;
    if (digit > 9) return false;
    sec = sec * 10 + digit;
  }
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
  store<f64>(entry, <f64>sec, 0);
  store<f64>(entry, <f64>serial, 8);
  store<i32>(entry, type, 24);
  store<i32>(entry, m0 * 100 + m1 * 10 + m2, 28);
  store<i32>(entry, node, 32);
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

function knownType(name: usize, length: usize): i32 {
  if (length - 1 > 39) return -1;
  const first = firstBytes(name, length);
  const last = lastBytes(name, length);
  let slot = typeHash(first, last, length) & typeMask;
  while (true) {
    const entry = typeTable + <usize>slot * TYPE_ENTRY;
    const known = load<u32>(entry, 20);
    if (known == 0) return -1;
    if (known == length && load<u64>(entry) == first && load<u64>(entry, 8) == last) {
      if (length <= 16 || memory.compare(load<u32>(entry, 16) + 8, name + 8, length - 16) == 0) return load<i32>(entry, 24);
    }
    slot = (slot + 1) & typeMask;
  }
}

/** Number of a node that scanner.ts has named before, 0 for a new one. */
function knownNode(name: usize, length: usize): i32 {
  for (let k = 0; k < nodeCount; k++) {
    const entry = nodeTable + k * 8;
    if (load<usize>(entry, 4) == length && memory.compare(load<usize>(entry), name, length) == 0) return k + 1;
  }
  return 0;
}
