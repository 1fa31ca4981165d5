// Which lines hold a needle (log/needle.ts). Part of the scan kernel (scan.as.ts).

import {
  GROUPS_AT, KIND_ADDRESS, KIND_HEX, KIND_HOST, KIND_SIGNED, KIND_STRING, KIND_TEXT, KIND_UNLIKE, KIND_UNLIKE_WORD, KIND_UNSIGNED,
  NEEDLE, NEEDLES_AT, NEEDLE_KIND, NEEDLE_LENGTH, NEEDLE_NEXT, NEEDLE_OTHER, NEEDLE_RARE, NEEDLE_TEXT, NEEDLE_VALUE,
  NEEDLE_VALUE_LENGTH,
} from './layout';
const NONE: usize = 0x7fffffff;
const NEWLINE: u8 = 10;
const BLANK: u8 = 0x20;
const SEPARATOR: u8 = 0x1d;
const QUOTE: u8 = 0x22;
const BRACKET: u8 = 0x28;
const CLOSING: u8 = 0x29;

/** Of the first group, which every line is searched for. */
export let needleCount: i32 = 0;
let groupCount: i32 = 0;

export function setNeedles(count: i32, otherGroups: i32): void {
  needleCount = count;
  groupCount = otherGroups;
}

/** True when `[start, end)` holds a needle of each group but the first. */
export function holdsOthers(start: usize, end: usize): bool {
  let needle = NEEDLES_AT + needleCount * NEEDLE;
  for (let group = 0; group < groupCount; group++) {
    const groupEnd = NEEDLES_AT + load<u32>(GROUPS_AT + (group << 2)) * NEEDLE;
    let found = false;
    for (; needle < groupEnd; needle += NEEDLE) found = found || find(needle, start, end) != NONE;
    if (!found) return false;
  }
  return true;
}

/** To be called when there are new bytes behind those searched. */
export function forgetHits(): void {
  for (let k = 0; k < needleCount; k++) store<usize>(NEEDLES_AT + k * NEEDLE, 0, NEEDLE_NEXT);
}

/** True when some needle lies inside `[start, end)`; remembers each needle's next place so every byte is searched once. */
// @ts-ignore: decorator
@inline
export function hit(start: usize, end: usize, limit: usize): bool {
  let found = false;
  for (let k = 0; k < needleCount; k++) {
    const needle = NEEDLES_AT + k * NEEDLE;
    let place = load<usize>(needle, NEEDLE_NEXT);
    if (place < start) {
      place = find(needle, start, limit);
      store<usize>(needle, place, NEEDLE_NEXT);
    }
    if (place + load<usize>(needle, NEEDLE_LENGTH) <= end) found = true;
  }
  return found;
}

/** First place of a needle in `[from, limit)`, or NONE: compares its two rarest bytes at 32 places at a time. */
function find(needle: usize, from: usize, limit: usize): usize {
  const length = load<usize>(needle, NEEDLE_LENGTH);
  if (from + length > limit) return NONE;
  const text = load<usize>(needle, NEEDLE_TEXT);
  const kind = load<u32>(needle, NEEDLE_KIND);
  const rare = load<usize>(needle, NEEDLE_RARE);
  const other = load<usize>(needle, NEEDLE_OTHER);
  const rareByte = i8x16.splat(load<i8>(text + rare));
  const otherByte = i8x16.splat(load<i8>(text + other));
  const isNumber = kind == KIND_UNSIGNED || kind == KIND_SIGNED;
  const digit = isNumber ? i8x16.splat(load<i8>(load<usize>(needle, NEEDLE_VALUE))) : rareByte;
  // Hex digits, which are small letters in the needle, may be capitals in the log.
  const toSmall = i8x16.splat(kind == KIND_HEX ? 0x20 : 0);
  const stop = limit - length;
  for (let at = from; at <= stop; at += 32) {
    const low = both(at + rare, rareByte, at + other, otherByte, toSmall);
    const high = both(at + rare + 16, rareByte, at + other + 16, otherByte, toSmall);
    if (!v128.any_true(v128.or(low, high))) continue;
    let mask = i8x16.bitmask(low) | (i8x16.bitmask(high) << 16);
    // Nearly all fields of the name are ruled out by the first byte of their value, 32 at a time.
    const next = at + length;
    if (isNumber && next + 48 <= limit) {
      mask &= i8x16.bitmask(mayBegin(next, digit)) | (i8x16.bitmask(mayBegin(next + 16, digit)) << 16);
    }
    while (mask != 0) {
      const place = at + ctz<i32>(mask);
      if (place > stop) return NONE;
      if (kind == KIND_HEX ? isHex(place, text, length) : memory.compare(place, text, length) == 0) {
        if (suits(needle, place + length, limit)) return place;
      }
      mask &= mask - 1;
    }
  }
  return NONE;
}

/** The places where one byte stands here and the other one there. */
// @ts-ignore: decorator
@inline
function both(here: usize, one: v128, there: usize, other: v128, toSmall: v128): v128 {
  const first = v128.or(v128.load(here), toSmall);
  const second = v128.or(v128.load(there), toSmall);
  return v128.and(i8x16.eq(first, one), i8x16.eq(second, other));
}

function isHex(place: usize, text: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) if ((load<u8>(place + i) | 0x20) != load<u8>(text + i)) return false;
  return true;
}

/** The places where a number may begin that `numberSuits` takes for one whose first digit is `digit`. */
// @ts-ignore: decorator
@inline
function mayBegin(next: usize, digit: v128): v128 {
  const first = v128.load(next);
  const tenth = inRange(v128.load(next, 9), 0x30, 10);
  return v128.or(v128.or(i8x16.eq(first, digit), tenth), v128.not(inRange(first, 0x31, 9)));
}

// @ts-ignore: decorator
@inline
function inRange(bytes: v128, first: i8, count: i8): v128 {
  return i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(first)), i8x16.splat(count));
}

/** Whether what follows a needle's text is what it looks for, or anything that cannot be told here (log/needle.ts). */
function suits(needle: usize, at: usize, limit: usize): bool {
  const kind = load<u32>(needle, NEEDLE_KIND);
  if (kind == KIND_TEXT || kind == KIND_HEX || at >= limit) return true;
  const value = load<usize>(needle, NEEDLE_VALUE);
  const length = load<usize>(needle, NEEDLE_VALUE_LENGTH);
  if (kind == KIND_STRING) return isHexDigit(load<u8>(at)) || stringHolds(at, limit, value, length);
  if (kind == KIND_ADDRESS || kind == KIND_HOST) return addressSuits(at, limit, kind == KIND_HOST);
  if (kind == KIND_UNLIKE) return !isWord(at, limit, value, length);
  if (kind == KIND_UNLIKE_WORD) return !isWord(at, limit, value, length) || !isEndOfWord(at + length, limit);
  return numberSuits(at, limit, kind == KIND_SIGNED, value, length);
}

function numberSuits(at: usize, limit: usize, signed: bool, value: usize, length: usize): bool {
  const digits = signed && load<u8>(at) == 0x2d ? at + 1 : at;
  const first = digits < limit ? load<u8>(digits) : 0;
  // C reads other things than plain digits as numbers, too; but 0 and a space is 0.
  if (first == 0x30 && digits + 1 < limit && load<u8>(digits + 1) == 0x20) return length == 1 && load<u8>(value) == 0x30;
  if (first < 0x31 || first > 0x39) return true;
  let end = digits;
  while (end < limit && load<u8>(end) >= 0x30 && load<u8>(end) <= 0x39) end++;
  if (end == limit || end - digits >= 10) return true;
  return end - at == length && memory.compare(at, value, length) == 0;
}

/** Whether a text stands at `at`, with something other than a digit behind it. */
function isWord(at: usize, limit: usize, text: usize, length: usize): bool {
  if (at + length > limit || memory.compare(at, text, length) != 0) return false;
  return at + length == limit || load<u8>(at + length) - 0x30 > 9;
}

/** Whether a blank is here, or the text of a record ends. */
// @ts-ignore: decorator
@inline
function isEndOfWord(at: usize, limit: usize): bool {
  const byte = at < limit ? load<u8>(at) : NEWLINE;
  return byte == BLANK || byte == NEWLINE || byte == SEPARATOR;
}

/** Whether a value holds a text between its quotes or brackets; without them, whether the rest of the line does. */
function stringHolds(at: usize, limit: usize, text: usize, length: usize): bool {
  const first = load<u8>(at);
  if (first == QUOTE || first == BRACKET) {
    const end = endOf(at + 1, limit, first == QUOTE ? QUOTE : CLOSING);
    // Not closed.
    if (end >= limit || load<u8>(end) == NEWLINE) return true;
    return holds(at, end + 1, text, length);
  }
  const end = endOf(at, limit, NEWLINE);
  return end >= limit || holds(at, end, text, length);
}

/** The first place from `at` on of a byte or of a newline; `limit` or more if there is none. */
function endOf(at: usize, limit: usize, byte: u8): usize {
  const wanted = i8x16.splat(byte);
  const newline = i8x16.splat(NEWLINE);
  for (; at < limit; at += 16) {
    const chunk = v128.load(at);
    const mask = i8x16.bitmask(v128.or(i8x16.eq(chunk, wanted), i8x16.eq(chunk, newline)));
    if (mask != 0) return at + ctz<i32>(mask);
  }
  return limit;
}

/** Whether a text lies in `[at, end)`. */
function holds(at: usize, end: usize, text: usize, length: usize): bool {
  const first = i8x16.splat(load<i8>(text));
  const last = i8x16.splat(load<i8>(text + length - 1));
  for (; at + length <= end; at += 16) {
    const ends = v128.and(i8x16.eq(v128.load(at), first), i8x16.eq(v128.load(at + length - 1), last));
    for (let mask = i8x16.bitmask(ends); mask != 0; mask &= mask - 1) {
      const place = at + ctz<i32>(mask);
      if (place + length <= end && memory.compare(place, text, length) == 0) return true;
    }
  }
  return false;
}

const UNIX: u32 = 0x01;
const INET: u32 = 0x02;
const INET6: u32 = 0x0a;

/** Whether a `struct sockaddr` in hex is so short that the original complains (attributes/sockaddr.ts), or a wanted host. */
function addressSuits(at: usize, limit: usize, hosts: bool): bool {
  let end = at;
  while (end < limit && isHexDigit(load<u8>(end))) end++;
  if (end == limit) return true;
  const bytes = (end - at) >> 1;
  if (bytes == 0) return false;
  // What is not there of the family's second byte counts as 0.
  if (end - at > 2 && hexValue(load<u8>(at, 2)) != 0) return false;
  if (end - at > 3 && hexValue(load<u8>(at, 3)) != 0) return false;
  const family = hexByte(at);
  if (family == UNIX) return bytes < 4 && bytes != 2;
  if (family == INET) return hosts || bytes < 16;
  return family == INET6 && (hosts || bytes < 28);
}

// @ts-ignore: decorator
@inline
function hexByte(at: usize): u32 {
  return (hexValue(load<u8>(at)) << 4) | hexValue(load<u8>(at, 1));
}

/** Of a hex digit. */
// @ts-ignore: decorator
@inline
function hexValue(digit: u8): u32 {
  return (digit & 15) + (digit >= 0x41 ? 9 : 0);
}

// @ts-ignore: decorator
@inline
function isHexDigit(byte: u8): bool {
  return byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 6;
}
