// Finds the ranges and passing values of an event's records (see log/event-parts.ts) and whether each range was seen
// before, in AssemblyScript: here the loops over bytes take a tenth of their time in TypeScript, and they are half of the
// time of csv, JSON and interpreted output. All addresses are offsets in the imported memory, laid out by layout.ts.

import { SYSCALL } from '../../tables/generated/record-type';
import {
  BYTES_AT, EVENT, EVENT_RECORDS, EVENT_SEC, EVENTS_AT, EXITS_AT, KEYS_AT, LABEL, LABEL_LENGTH, LABEL_MASK, LABEL_TEXT, LABELS_AT, LINE,
  LINE_END, LINE_KIND, LINE_START, LINE_TEXT_END, LINES_AT, LONGEST, MOST_PASSING, MOST_RECORDS, NODE, NODE_LENGTH, NODE_NUMBER,
  NODES_AT, PARTS, PARTS_AT, PARTS_BODY, PARTS_FIRST, PARTS_HEAD, PARTS_HEAD_NUMBER, PARTS_PASSING_END, PARTS_REST,
  PARTS_REST_NUMBER, PASSING, PASSING_AT, PASSING_END, PASSING_LABEL, PASSING_RECORD, PASSING_START, PATIENCE_AT, PIDS_AT, PLACE,
  PLACE_HASH, PLACE_LENGTH, PLACE_NUMBER, PLACE_TAG, PLACES, PLACES_AT, PPIDS_AT, RECORD, RECORD_END, RECORD_HEADER, RECORD_HEADER_LENGTH,
  RECORD_START, RECORD_TEXT_END, RECORD_TYPE, RECORDS_AT, SHAPES_AT, STEP, STEP_FROM, STEP_NUMBER, STEP_RANGE, STEPS, STEPS_AT,
  TAGS, TYPE_HEADER, TYPE_HEADERS_AT, TYPES,
} from './layout';

/** A range may be in four places, so that few drive each other out. */
const WAYS: u32 = 4;
const SHORTEST: usize = 4;

// Asking stops for a while when too few ranges of a tag are found: what a hit saves pays for some four misses.
const PATIENCE: i32 = 1000;
const PER_HIT: i32 = 4;
const PAUSE: i32 = 2000;
const RETRIES: i32 = 500;

/** `exit` is not searched farther into a record. */
const FARTHEST: usize = 100;
const PASSING_TAG: i32 = 5000;

/** Labels: those of a SYSCALL record in their order, then that of other records. */
let labelCount: i32 = 0;

let turn: u32 = 0;
let lastNumber: u32 = 0;

/** Of the records read last. */
export let passingCount: i32 = 0;

/** `labels` have been written to their place. */
export function prepare(labels: i32): void {
  labelCount = labels;
  for (let tag = 0; tag < TAGS; tag++) store<i32>(PATIENCE_AT + tag * 4, PATIENCE);
}

export function read(count: i32): void {
  passingCount = 0;
  for (let i = 0; i < count; i++) readRecord(i, RECORDS_AT + i * RECORD, PARTS_AT + i * PARTS);
}

/** The place of a passing value that was read; its number is in the place. */
export function passingPlace(i: i32): i32 {
  const value = PASSING_AT + i * PASSING;
  return range(load<u32>(value, PASSING_LABEL), load<u32>(value, PASSING_END), PASSING_TAG + i);
}

export function numberOf(place: i32): u32 {
  return load<u32>(PLACES_AT + place * PLACE, PLACE_NUMBER);
}

// @ts-ignore: decorator
@inline
function readRecord(i: i32, record: usize, out: usize): void {
  const first = passingCount;
  const textEnd = load<u32>(record, RECORD_TEXT_END);
  const end = load<u32>(record, RECORD_END);
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
      if (head >= 0) rest = range(at, end, type);
    } else if (!isLabel(body, labelCount - 1)) rest = range(body, end, type);
    else {
      const at = behindPassing(body, labelCount - 1, textEnd, i);
      if (at != 0) rest = range(at, end, -type);
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

/** Behind `type=NAME msg=audit(…)`, whose first part is the header; 0 when the record does not begin like that. */
// @ts-ignore: decorator
@inline
function bodyStart(start: usize, textEnd: usize, header: usize, length: usize): usize {
  if (length == 0 || start + length > textEnd || memory.compare(start, header, length) != 0) return 0;
  for (let at = start + length; at < textEnd; at++) {
    const byte = load<u8>(at);
    if (byte == 0x29) return at + 1;
    if (byte < 0x2e || byte > 0x3a) return 0;
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function isLabel(at: usize, label: i32): bool {
  const entry = LABELS_AT + label * LABEL;
  return (load<u64>(at) & load<u64>(entry, LABEL_MASK)) == load<u64>(entry, LABEL_TEXT);
}

/** Where the first label stands before `limit`; 0: nowhere. */
// @ts-ignore: decorator
@inline
function findLabel(start: usize, limit: usize): usize {
  for (let at = start; at < limit; at++) if (isLabel(at, 0)) return at;
  return 0;
}

/**
 * Notes the number behind a label; returns where the blank behind it is. 0: it is no decimal or hexadecimal number with
 * a blank behind it, or there are too many.
 */
// @ts-ignore: decorator
@inline
function behindPassing(at: usize, label: i32, limit: usize, record: i32): usize {
  if (passingCount == MOST_PASSING || !isLabel(at, label)) return 0;
  const start = at + load<u32>(LABELS_AT + label * LABEL, LABEL_LENGTH);
  let end = start;
  for (; end < limit; end++) {
    const byte = <u32>load<u8>(end);
    if (byte - 0x30 > 9 && byte - 0x61 > 5 && byte != 0x2d) break;
  }
  if (end == start || end >= limit || load<u8>(end) != 0x20) return 0;
  const value = PASSING_AT + passingCount++ * PASSING;
  store<u32>(value, <u32>at, PASSING_LABEL);
  store<u32>(value, <u32>start, PASSING_START);
  store<u32>(value, <u32>end, PASSING_END);
  store<i32>(value, record, PASSING_RECORD);
  return end;
}

/** The place that holds `[start, end)` under this tag, after entering it if need be; -1 where asking does not pay. */
function range(start: usize, end: usize, tag: i32): i32 {
  const length = end - start;
  if (length < SHORTEST || length > <usize>LONGEST || !pays(tag)) return -1;
  const hash = hashOf(start, length, tag);
  const first = hash & (PLACES - WAYS);
  let free: i32 = -1;
  for (let place = first; place < first + WAYS; place++) {
    const entry = PLACES_AT + <usize>place * PLACE;
    const known = load<u32>(entry, PLACE_LENGTH);
    if (known == 0) {
      if (free < 0) free = place;
    } else if (known == length && load<u32>(entry, PLACE_HASH) == hash && load<i32>(entry, PLACE_TAG) == tag) {
      if (isSame(KEYS_AT + <usize>place * LONGEST, start, length)) {
        hit(tag);
        return place;
      }
    }
  }
  if (free < 0) free = first + (turn++ & (WAYS - 1));
  const entry = PLACES_AT + <usize>free * PLACE;
  memory.copy(KEYS_AT + <usize>free * LONGEST, start, length);
  store<u32>(entry, hash, PLACE_HASH);
  store<u32>(entry, <u32>length, PLACE_LENGTH);
  store<i32>(entry, tag, PLACE_TAG);
  store<u32>(entry, ++lastNumber, PLACE_NUMBER);
  return free;
}

/** Counts down to a pause, counts the pause, and then gives a few tries, so that a log that begins to repeat itself is noticed. */
// @ts-ignore: decorator
@inline
function pays(tag: i32): bool {
  const left = PATIENCE_AT + (tag & (TAGS - 1)) * 4;
  const value = load<i32>(left);
  if (value > 0) {
    store<i32>(left, value - 1);
    return true;
  }
  store<i32>(left, value == 0 ? -PAUSE : value == -1 ? RETRIES : value + 1);
  return false;
}

// @ts-ignore: decorator
@inline
function hit(tag: i32): void {
  const left = PATIENCE_AT + (tag & (TAGS - 1)) * 4;
  store<i32>(left, min(load<i32>(left) + 1 + PER_HIT, PATIENCE));
}

/** The last bytes are read twice where the length is no multiple of sixteen. */
// @ts-ignore: decorator
@inline
function hashOf(start: usize, length: usize, tag: i32): u32 {
  let a: u64 = 0x9e3779b97f4a7c15 ^ <u64>tag;
  let b: u64 = 0xc2b2ae3d27d4eb4f ^ <u64>length;
  if (length >= 16) {
    const last = start + length - 16;
    for (let at = start; at < last; at += 16) {
      a = rotl<u64>((a ^ load<u64>(at)) * 0xff51afd7ed558ccd, 29);
      b = rotl<u64>((b ^ load<u64>(at, 8)) * 0xc4ceb9fe1a85ec53, 31);
    }
    a = (a ^ load<u64>(last)) * 0xff51afd7ed558ccd;
    b = (b ^ load<u64>(last, 8)) * 0xc4ceb9fe1a85ec53;
  } else if (length >= 8) {
    a = (a ^ load<u64>(start)) * 0xff51afd7ed558ccd;
    b = (b ^ load<u64>(start + length - 8)) * 0xc4ceb9fe1a85ec53;
  } else {
    a = (a ^ <u64>load<u32>(start)) * 0xff51afd7ed558ccd;
    b = (b ^ <u64>load<u32>(start + length - 4)) * 0xc4ceb9fe1a85ec53;
  }
  const both = (a ^ rotl<u64>(b, 32)) * 0x9e3779b97f4a7c15;
  return <u32>(both >> 32);
}

// @ts-ignore: decorator
@inline
function isSame(key: usize, start: usize, length: usize): bool {
  if (length < 16) {
    const half: usize = length >= 8 ? 8 : 4;
    if (half == 8) {
      return load<u64>(key) == load<u64>(start) && load<u64>(key + length - 8) == load<u64>(start + length - 8);
    }
    return load<u32>(key) == load<u32>(start) && load<u32>(key + length - 4) == load<u32>(start + length - 4);
  }
  const last = length - 16;
  for (let at: usize = 0; at < last; at += 16) {
    if (!i8x16.all_true(i8x16.eq(v128.load(key + at), v128.load(start + at)))) return false;
  }
  return i8x16.all_true(i8x16.eq(v128.load(key + last), v128.load(start + last)));
}

// Shapes of whole events (see log/batch-shapes.ts): a trie of the numbers of their ranges, as a table with open addressing.

const MOST_STEPS: i32 = 20000;
/** `node` */
const NODE_TEXT: u32 = 0x65646f6e;
/** Numbers with more digits may be too large for those who read them. */
const MOST_DIGITS: usize = 9;
/** The same of arguments, which are hexadecimal. */
const MOST_HEX_DIGITS: usize = 16;
const MINUS: u8 = 0x2d;

let stepCount: i32 = 0;
let lastStep: u32 = 4096; // lower ones are nodes

/** Changes when all steps are forgotten; their numbers are not given again. */
export let generation: i32 = 0;

/** Of the event that is read, the first ones; -1: none; 0: no exit code. */
let pid: i32 = -1;
let ppid: i32 = -1;
let exit: i32 = 0;

/** The shapes of a batch's events, 0 where there is none, and their process ids and exit codes. */
export function shapes(count: i32, hasNodes: bool): void {
  if (stepCount > MOST_STEPS) {
    memory.fill(STEPS_AT, 0, STEPS * STEP);
    stepCount = 0;
    generation++;
  }
  let line = LINES_AT;
  for (let i = 0; i < count; i++) {
    const event = EVENTS_AT + <usize>i * EVENT;
    const nodeAt = NODES_AT + <usize>i * NODE;
    const node = hasNodes ? load<i32>(nodeAt, NODE_NUMBER) : 0;
    const nodeLength = hasNodes ? load<u32>(nodeAt, NODE_LENGTH) : 0;
    const records = <i32>load<f64>(event, EVENT_RECORDS);
    const isUsual = load<f64>(event, EVENT_SEC) != 0 && records <= MOST_RECORDS && node >= 0;
    pid = -1;
    ppid = -1;
    exit = 0;
    const shape = isUsual && stepCount < <i32>STEPS / 2 ? shapeOf(line, records, <u32>node, nodeLength) : 0;
    store<u32>(SHAPES_AT + ((<usize>i) << 2), shape);
    store<i32>(PIDS_AT + ((<usize>i) << 2), pid);
    store<i32>(PPIDS_AT + ((<usize>i) << 2), ppid);
    store<i32>(EXITS_AT + ((<usize>i) << 2), exit);
    line += <usize>records * LINE;
  }
}

function shapeOf(line: usize, count: i32, node: u32, nodeLength: usize): u32 {
  passingCount = 0;
  let step: u32 = node + 1;
  for (let i = 0; i < count; i++, line += LINE) {
    const kind = load<u32>(line, LINE_KIND);
    const type = kind >> 1;
    if ((kind & 1) == 0 || type >= <u32>TYPES) return 0;
    const start = BYTES_AT + load<u32>(line, LINE_START);
    if (nodeLength != 0 && (load<u32>(start) != NODE_TEXT || load<u8>(start, 4) != 0x3d)) return 0;
    const header = TYPE_HEADERS_AT + <usize>type * TYPE_HEADER;
    store<u32>(RECORDS_AT, load<u32>(header), RECORD_HEADER);
    store<u32>(RECORDS_AT, load<u32>(header, 4), RECORD_HEADER_LENGTH);
    store<u32>(RECORDS_AT, <u32>(start + nodeLength), RECORD_START);
    store<u32>(RECORDS_AT, <u32>BYTES_AT + load<u32>(line, LINE_TEXT_END), RECORD_TEXT_END);
    store<u32>(RECORDS_AT, <u32>BYTES_AT + load<u32>(line, LINE_END), RECORD_END);
    store<u32>(RECORDS_AT, type, RECORD_TYPE);
    const first = passingCount;
    readRecord(i, RECORDS_AT, PARTS_AT);
    if (load<i32>(PARTS_AT, PARTS_REST) < 0 || !arePlain(first)) return 0;
    if (load<i32>(PARTS_AT, PARTS_HEAD) >= 0) step = behind(step, load<u32>(PARTS_AT, PARTS_HEAD_NUMBER));
    step = behind(step, load<u32>(PARTS_AT, PARTS_REST_NUMBER));
  }
  return step;
}

/** Whether the numbers from `first` on can be read by all. Notes process ids and the exit code. */
function arePlain(first: i32): bool {
  const isCall = passingCount - first > 1;
  for (let i = first; i < passingCount; i++) {
    const field = i - first;
    const value = PASSING_AT + i * PASSING;
    let at: usize = load<u32>(value, PASSING_START);
    const end: usize = load<u32>(value, PASSING_END);
    if (isCall && field >= 1 && field <= 4) {
      if (!isHex(at, end)) return false;
      continue;
    }
    const isNegative = isCall && field == 0 && load<u8>(at) == MINUS;
    if (isNegative) at++;
    if (at == end || end - at > MOST_DIGITS) return false;
    let number = 0;
    for (; at < end; at++) {
      const digit = <i32>load<u8>(at) - 0x30;
      if (digit < 0 || digit > 9) return false;
      number = number * 10 + digit;
    }
    if (i == passingCount - 1) {
      if (pid < 0) pid = number;
    } else if (field == 6) ppid = number;
    else if (field == 0) exit = isNegative ? -number : number;
  }
  return true;
}

/** Whether a passing value, which holds nothing but digits and minus signs, is a hexadecimal number. */
// @ts-ignore: decorator
@inline
function isHex(start: usize, end: usize): bool {
  if (end - start > MOST_HEX_DIGITS) return false;
  for (let at = start; at < end; at++) if (load<u8>(at) == MINUS) return false;
  return true;
}

/** The step behind `step` over a range with this number. */
function behind(step: u32, number: u32): u32 {
  let slot = (((step * 0x9e3779b1) ^ (number * 0x85ebca6b)) >> 8) & (STEPS - 1);
  let entry = STEPS_AT + <usize>slot * STEP;
  while (load<u32>(entry, STEP_NUMBER) != 0) {
    if (load<u32>(entry, STEP_FROM) == step && load<u32>(entry, STEP_RANGE) == number) return load<u32>(entry, STEP_NUMBER);
    slot = (slot + 1) & (STEPS - 1);
    entry = STEPS_AT + <usize>slot * STEP;
  }
  store<u32>(entry, step, STEP_FROM);
  store<u32>(entry, number, STEP_RANGE);
  store<u32>(entry, ++lastStep, STEP_NUMBER);
  stepCount++;
  return lastStep;
}
