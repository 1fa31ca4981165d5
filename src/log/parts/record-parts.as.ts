// The ranges and passing values of a record.

import { SYSCALL } from '../../tables/generated/record-type';
import {
  LABEL, LABEL_LENGTH, LABEL_MASK, LABEL_TEXT, LABELS_AT, MOST_PASSING, PARTS_BODY, PARTS_FIRST, PARTS_HEAD, PARTS_HEAD_NUMBER,
  PARTS_PASSING_END, PARTS_REST, PARTS_REST_NUMBER, PASSING, PASSING_AT, PASSING_END, PASSING_LABEL, PASSING_RECORD,
  PASSING_START, RECORD_END, RECORD_HEADER, RECORD_HEADER_LENGTH, RECORD_START, RECORD_TEXT_END, RECORD_TYPE,
} from './layout';
import { alikeRange, numberOf, range } from './ranges.as';

const PASSING_TAG: i32 = 5000;
/** Of what stands before and behind a process id that the body does not begin with. */
const INSIDE_TAG: i32 = 20000;

/** `exit`, and `pid` of other records, are not searched farther into a record. */
const FARTHEST: usize = 100;

/** Labels: those of a SYSCALL record in their order, then that of other records. */
let labelCount: i32 = 0;

/** Whether a rest counts without the names that the log added, and without numbers of processes and sessions (regard.ts). */
let isNameless: bool = false;
export let isNumberless: bool = false;

/** Whether the first record of an event is divided at ` pid=` inside of its body, too. */
export let dividesInside: bool = false;

/** Of the records read since they were forgotten. */
export let passingCount: i32 = 0;

export function setLabels(count: i32): void {
  labelCount = count;
}

export function setRest(nameless: bool, numberless: bool): void {
  isNameless = nameless;
  isNumberless = numberless;
}

export function setDividing(inside: bool): void {
  dividesInside = inside;
}

export function forgetPassing(): void {
  passingCount = 0;
}

// @ts-ignore: decorator
@inline
export function readRecord(i: i32, record: usize, out: usize): void {
  const first = passingCount;
  const textEnd = load<u32>(record, RECORD_TEXT_END);
  const end = isNameless ? textEnd : load<u32>(record, RECORD_END);
  const type = load<i32>(record, RECORD_TYPE);
  const header = load<u32>(record, RECORD_HEADER);
  const body = bodyStart(load<u32>(record, RECORD_START), textEnd, header, load<u32>(record, RECORD_HEADER_LENGTH));
  let head = -1;
  let rest = -1;
  if (body != 0) {
    if (type == SYSCALL) {
      const exit = findLabel(body, min(textEnd, body + FARTHEST));
      let at = exit;
      for (let k = 0; k < labelCount - 1 && at != 0; k++) at = behindPassing(at, k, textEnd, i);
      if (at != 0) head = range(body, exit, -type);
      if (head >= 0) rest = restRange(at, end, type);
    } else if (isLabel(body, labelCount - 1)) {
      const at = behindPassing(body, labelCount - 1, textEnd, i);
      if (at != 0) rest = restRange(at, end, -type);
    } else {
      const label = dividesInside && i == 0 ? findPid(body, min(textEnd, body + FARTHEST)) : 0;
      const at = label == 0 ? 0 : behindPassing(label, labelCount - 2, textEnd, i);
      if (at == 0) rest = restRange(body, end, type);
      else {
        head = range(body, label, INSIDE_TAG + type);
        if (head >= 0) rest = range(at, end, -INSIDE_TAG - type);
      }
    }
  }
  if (rest < 0) passingCount = first;
  store<i32>(out, rest < 0 ? -1 : <i32>body, PARTS_BODY);
  store<i32>(out, head, PARTS_HEAD);
  store<u32>(out, head < 0 ? 0 : numberOf(head), PARTS_HEAD_NUMBER);
  store<i32>(out, first, PARTS_FIRST);
  store<i32>(out, passingCount, PARTS_PASSING_END);
  store<i32>(out, rest, PARTS_REST);
  store<u32>(out, rest < 0 ? 0 : numberOf(rest), PARTS_REST_NUMBER);
}

// @ts-ignore: decorator
@inline
function restRange(start: usize, end: usize, tag: i32): i32 {
  return isNumberless ? alikeRange(start, end, tag) : range(start, end, tag);
}

/** Behind `type=NAME msg=audit(…)`, whose first part is the header; 0 when the record does not begin like that. */
// @ts-ignore: decorator
@inline
function bodyStart(start: usize, textEnd: usize, header: usize, length: usize): usize {
  if (length == 0 || start + length > textEnd || !isSame(start, header, length)) return 0;
  for (let at = start + length; at < textEnd; at += 16) {
    const bytes = v128.load(at);
    // Of a stamp are points, slashes, digits and colons.
    const others = ~i8x16.bitmask(i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x2e)), i8x16.splat(13))) & 0xffff;
    if (others == 0) continue;
    const end = at + ctz<i32>(others);
    return end < textEnd && load<u8>(end) == 0x29 ? end + 1 : 0;
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function isSame(one: usize, other: usize, length: usize): bool {
  if (length < 16) return memory.compare(one, other, length) == 0;
  const last = length - 16;
  for (let at: usize = 0; at < last; at += 16) {
    if (!i8x16.all_true(i8x16.eq(v128.load(one + at), v128.load(other + at)))) return false;
  }
  return i8x16.all_true(i8x16.eq(v128.load(one + last), v128.load(other + last)));
}

// @ts-ignore: decorator
@inline
function isLabel(at: usize, label: i32): bool {
  const entry = LABELS_AT + label * LABEL;
  return (load<u64>(at) & load<u64>(entry, LABEL_MASK)) == load<u64>(entry, LABEL_TEXT);
}

/** Where the first label, which begins with a blank, stands before `limit`; 0: nowhere. */
// @ts-ignore: decorator
@inline
function findLabel(start: usize, limit: usize): usize {
  const blank = i8x16.splat(0x20);
  for (let from = start; from < limit; from += 16) {
    for (let blanks = i8x16.bitmask(i8x16.eq(v128.load(from), blank)); blanks != 0; blanks &= blanks - 1) {
      const at = from + ctz<i32>(blanks);
      if (at < limit && isLabel(at, 0)) return at;
    }
  }
  return 0;
}

/** Where ` pid=` stands before `limit` and the first quote: behind that it may be text. 0: nowhere. */
// @ts-ignore: decorator
@inline
function findPid(start: usize, limit: usize): usize {
  for (let at = start; at < limit; at++) {
    const byte = load<u8>(at);
    if (byte == 0x22 || byte == 0x27) return 0;
    if (byte == 0x20 && isLabel(at, labelCount - 2)) return at;
  }
  return 0;
}

/**
 * Notes the number behind a label; returns where the blank behind it is. 0: it is no decimal or hexadecimal number with
 * a blank behind it, or there are too many.
 */
function behindPassing(at: usize, label: i32, limit: usize, record: i32): usize {
  if (passingCount == MOST_PASSING || !isLabel(at, label)) return 0;
  const start = at + load<u32>(LABELS_AT + label * LABEL, LABEL_LENGTH);
  let end = start;
  for (; end < limit; end += 16) {
    const bytes = v128.load(end);
    const digits = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10));
    const letters = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x61)), i8x16.splat(6));
    const minus = i8x16.eq(bytes, i8x16.splat(0x2d));
    const others = ~i8x16.bitmask(v128.or(v128.or(digits, letters), minus)) & 0xffff;
    if (others == 0) continue;
    end += ctz<i32>(others);
    break;
  }
  if (end == start || end >= limit || load<u8>(end) != 0x20) return 0;
  const value = PASSING_AT + passingCount++ * PASSING;
  store<u32>(value, <u32>at, PASSING_LABEL);
  store<u32>(value, <u32>start, PASSING_START);
  store<u32>(value, <u32>end, PASSING_END);
  store<i32>(value, record, PASSING_RECORD);
  return end;
}

/** The place of a passing value that was read; its number is in the place. */
export function passingPlace(i: i32): i32 {
  const value = PASSING_AT + i * PASSING;
  return range(load<u32>(value, PASSING_LABEL), load<u32>(value, PASSING_END), PASSING_TAG + i);
}
