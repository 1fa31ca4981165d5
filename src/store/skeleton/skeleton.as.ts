// The skeleton kernel, in AssemblyScript: what is left of an event's records without the values that are another each time
// (event-skeleton.ts), and whether that was seen before. Byte by byte in TypeScript it was a fourth of the time of shipping.
// All addresses are offsets in the imported memory, laid out by layout.ts.
//
//   an event ─► skeleton.as.ts: what is left of it ─► known.as.ts: the number of its skeleton
//                   └► passing.as.ts: where a value ends that may be left out

import { EXECVE, PATH, PROCTITLE, SYSCALL } from '../../tables/generated/record-type';
import { enterText, numberOfText } from './known.as';
import {
  BYTES_AT, EXIT, FILE_NAME, KEPT_AT, LINE, LINE_END, LINE_KIND, LINE_START, LINE_TEXT_END, LINES_AT, MOST_VALUES, NODE,
  NONE, OTHER_NUMBER, OTHER_TEXT, PID, PPID, SESSION, STAMP, VALUE, VALUE_END, VALUE_LINE, VALUE_MEANING, VALUE_NUMBER, VALUE_SAME,
  VALUE_START, VALUES_AT,
} from './layout';
import { decimal, passingEnd } from './passing.as';

/** Bytes of an event that is looked at, about; `KEPT_ROOM` has room for marks besides. */
const MOST_KEPT: usize = 8192;
/** Shorter ones may be read otherwise for their length alone. */
const SHORTEST_RECORD: usize = 40;
/** Stands where a value was; an event that has one itself has no skeleton. */
const MARK: u8 = 0;
const NEWLINE: u8 = 0x0a;
const SEPARATOR: u8 = 0x1d;
const BLANK: u8 = 0x20;
const EQUALS: u8 = 0x3d;

// Names as they stand in memory.
const MSG_TEXT: u64 = 0x67736d;
const PID_TEXT: u64 = 0x646970;
const PPID_TEXT: u64 = 0x64697070;
const SES_TEXT: u64 = 0x736573;
const INO_TEXT: u64 = 0x6f6e69;
const EXIT_TEXT: u64 = 0x74697865;
const NAME_TEXT: u64 = 0x656d616e;
const INODE_TEXT: u64 = 0x65646f6e69;
const ROCTITLE_TEXT: u64 = 0x656c746974636f72;
const NODE_TEXT: u64 = 0x3d65646f6e;
const NODE_BITS: u64 = 0xffffffffff;
const NODE_LENGTH: usize = 5;

/** How many values were left out of the event that was read last. */
export let valueCount: i32 = 0;
/** Where what was kept of it ends. */
let keptEnd: usize = KEPT_AT;

/** Reads the event of these lines of the batch: the number of its skeleton, `NONE` or `UNKNOWN`. */
export function find(line: i32, lines: i32): i32 {
  valueCount = 0;
  keptEnd = KEPT_AT;
  for (let n = 0; n < lines; n++) {
    const entry = LINES_AT + <usize>(line + n) * LINE;
    const start: usize = BYTES_AT + load<u32>(entry, LINE_START);
    const end: usize = BYTES_AT + load<u32>(entry, LINE_END);
    if (keptEnd - KEPT_AT + (end - start) >= MOST_KEPT) return NONE;
    const from = keepNode(start, end, n);
    if (<usize>load<u32>(entry, LINE_TEXT_END) + BYTES_AT < from + SHORTEST_RECORD) return NONE;
    if (!keep(from, end, load<i32>(entry, LINE_KIND) >> 1, n)) return NONE;
  }
  return numberOfText(keptEnd - KEPT_AT);
}

/** Gives the skeleton that `find` did not know a number; 0: all others are forgotten. */
export function enter(): i32 {
  return enterText(keptEnd - KEPT_AT);
}

/** Who sent the record stands in front of all else. The result: where what is behind it begins. */
function keepNode(start: usize, end: usize, line: i32): usize {
  if (end - start < NODE_LENGTH || (load<u64>(start) & NODE_BITS) != NODE_TEXT) return start;
  const at = start + NODE_LENGTH;
  const valueEnd = passingEnd(NODE, at, end);
  if (valueEnd == at || valueCount == MOST_VALUES) return start;
  store<u64>(keptEnd, NODE_TEXT);
  keptEnd = leaveOut(keptEnd + NODE_LENGTH, NODE, at, valueEnd, line);
  return valueEnd;
}

/** In steps of sixteen bytes. False: what is left out would not be told from what is there, or is too much. */
function keep(from: usize, end: usize, type: i32, line: i32): bool {
  let to = keptEnd;
  let at = from;
  while (at < end) {
    const bytes = v128.load(at);
    v128.store(to, bytes);
    const left = min<usize>(end - at, 16);
    let signs = i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(EQUALS)), i8x16.eq(bytes, i8x16.splat(MARK)))) & ((1 << <i32>left) - 1);
    let next = at + left;
    to += left;
    for (; signs != 0; signs &= signs - 1) {
      const value = at + ctz(signs) + 1;
      if (load<u8>(value - 1) == MARK) return false;
      const meaning = meaningOf(value - 1, from, type);
      if (meaning == 0) continue;
      const valueEnd = passingEnd(meaning, value, end);
      if (valueEnd == value) continue;
      if (valueCount == MOST_VALUES) return false;
      to = leaveOut(to - (next - value), meaning, value, valueEnd, line);
      next = valueEnd;
      break;
    }
    at = next;
  }
  store<u8>(to, NEWLINE);
  keptEnd = to + 1;
  return true;
}

/** Of the value behind an equals sign, by the name in front of it and the record's type; 0: it is kept. */
// @ts-ignore: decorator
@inline
function meaningOf(equals: usize, from: usize, type: i32): i32 {
  switch (load<u8>(equals - 1)) {
    case 0x67: // g
      return isName(equals, from, MSG_TEXT, 3) ? STAMP : 0;
    case 0x64: // d
      return isName(equals, from, PID_TEXT, 3) ? PID : isName(equals, from, PPID_TEXT, 4) ? PPID : 0;
    case 0x73: // s
      return isName(equals, from, SES_TEXT, 3) ? SESSION : 0;
    case 0x6f: // o
      return isName(equals, from, INO_TEXT, 3) ? OTHER_NUMBER : 0;
    case 0x74: // t
      return type == SYSCALL && isName(equals, from, EXIT_TEXT, 4) ? EXIT : 0;
    case 0x65: // e
      if (type == PROCTITLE) return load<u8>(equals - 9) == 0x70 && isName(equals, from, ROCTITLE_TEXT, 8, 1) ? OTHER_TEXT : 0;
      if (type != PATH) return 0;
      return isName(equals, from, NAME_TEXT, 4) ? FILE_NAME : isName(equals, from, INODE_TEXT, 5) ? OTHER_NUMBER : 0;
    default:
      return argumentMeaning(equals, from, type);
  }
}

/** Arguments of a call are a0 to a3, those of a program are looked at to a9. */
function argumentMeaning(equals: usize, from: usize, type: i32): i32 {
  const digit = <u32>load<u8>(equals - 1) - 0x30;
  if (digit > 9 || load<u8>(equals - 2) != 0x61 || !begins(equals - 2, from)) return 0;
  if (type == SYSCALL) return digit < 4 ? OTHER_NUMBER : 0;
  return type == EXECVE ? OTHER_TEXT : 0;
}

/** Whether the name is this text of so many bytes, `more` bytes before it included. */
// @ts-ignore: decorator
@inline
function isName(equals: usize, from: usize, text: u64, length: usize, more: usize = 0): bool {
  return load<u64>(equals - 8) >> (64 - (<u64>length << 3)) == text && begins(equals - length - more, from);
}

// @ts-ignore: decorator
@inline
function begins(at: usize, from: usize): bool {
  if (at <= from) return at == from;
  const before = load<u8>(at - 1);
  return before == BLANK || before == SEPARATOR;
}

/** Writes a mark, and which value before is the same; the result is where it ends. */
function leaveOut(to: usize, meaning: i32, start: usize, valueEnd: usize, line: i32): usize {
  const quotes: usize = meaning == FILE_NAME ? 1 : 0;
  const value = VALUES_AT + <usize>valueCount * VALUE;
  store<i32>(value, meaning, VALUE_MEANING);
  store<i32>(value, line, VALUE_LINE);
  store<i32>(value, <i32>(start + quotes - BYTES_AT), VALUE_START);
  store<i32>(value, <i32>(valueEnd - quotes - BYTES_AT), VALUE_END);
  store<i32>(value, isNumber(meaning) ? decimal(start, valueEnd) : -1, VALUE_NUMBER);
  const same = sameAs(value);
  store<i32>(value, same, VALUE_SAME);
  store<u8>(to, MARK);
  store<u8>(to, <u8>same, 1);
  valueCount++;
  return to + 2;
}

/** Of a number or the name of a file. */
function sameAs(value: usize): i32 {
  const meaning = load<i32>(value, VALUE_MEANING);
  if (!isNumber(meaning) && meaning != FILE_NAME) return valueCount;
  for (let i = 0; i < valueCount; i++) {
    const other = VALUES_AT + <usize>i * VALUE;
    if (load<i32>(other, VALUE_MEANING) != meaning) continue;
    if (meaning == FILE_NAME ? isSameText(value, other) : load<i32>(value, VALUE_NUMBER) == load<i32>(other, VALUE_NUMBER)) return i;
  }
  return valueCount;
}

// @ts-ignore: decorator
@inline
function isNumber(meaning: i32): bool {
  return meaning >= PID && meaning <= EXIT;
}

function isSameText(one: usize, other: usize): bool {
  const start: usize = BYTES_AT + load<u32>(one, VALUE_START);
  const length: usize = <usize>load<u32>(one, VALUE_END) + BYTES_AT - start;
  const otherStart: usize = BYTES_AT + load<u32>(other, VALUE_START);
  if (<usize>load<u32>(other, VALUE_END) + BYTES_AT - otherStart != length) return false;
  return memory.compare(start, otherStart, length) == 0;
}
