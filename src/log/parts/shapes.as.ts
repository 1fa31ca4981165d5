// Shapes of whole events (see event-parts.ts): a trie of the numbers of their ranges, as a table with open addressing.

import {
  ALIKE_PIDS, ALIKE_PIDS_AT, ALIKE_PIDS_COUNT, ALIKE_PIDS_VALUE, BYTES_AT, EVENT, EVENT_NODES_AT, EVENT_RECORDS, EVENT_SEC, EVENTS_AT,
  LINE, LINE_END,
  LINE_KIND, LINE_START, LINE_TEXT_END, LINES_AT,
  MOST_RECORDS, NODE, NODE_LENGTH, NODE_NUMBER, NODES_AT, PARTS, PARTS_AT, PARTS_HEAD, PARTS_HEAD_NUMBER, PARTS_REST,
  PARTS_REST_NUMBER, PASSING, PASSING_AT, PASSING_END, PASSING_START, RECORD_END, RECORD_HEADER,
  RECORD_HEADER_LENGTH, RECORD_START, RECORD_TEXT_END, RECORD_TYPE, RECORDS_AT, REGARD_ALL, REGARD_TYPE, REGARDS_AT,
  STEP, STEP_FROM, STEP_NUMBER, STEP_RANGE, STEPS, STEPS_AT, TYPE_HEADER, TYPE_HEADER_ADDRESS, TYPE_HEADER_LENGTH, TYPE_HEADERS_AT, TYPES,
} from './layout';
import { MOST_DIGITS } from './ranges.as';
import { dividesInside, forgetPassing, isNumberless, passingCount, readRecord } from './record-parts.as';

const MOST_STEPS: i32 = 20000;
/** `node` */
const NODE_TEXT: u32 = 0x65646f6e;
/** Digits of exit codes where they are only written: addresses have so many, and every number of so many is exact in JSON. */
const MOST_EXIT_DIGITS: usize = 15;
/** Digits of arguments, which are hexadecimal. */
const MOST_HEX_DIGITS: usize = 16;
const MINUS: u8 = 0x2d;

/** Steps over a record of which only its type counts, and behind those of which nothing does; no range has such a number. */
const TYPE_STEPS: u32 = 0xfffe0000;
const NOTHING_STEP: u32 = 0xffff0000;
/** Behind records that name more than one process. */
const UNLIKE_STEP: u32 = 0xffff0001;

let stepCount: i32 = 0;
let lastStep: u32 = 4096; // lower ones are nodes

/** Changes when all steps are forgotten; their numbers are not given again. */
export let generation: i32 = 0;

/** The step at which the shape found last ends. */
export let lastStepEntry: usize = 0;

/** Of the event that is read, the first one; -1: none. */
export let pid: i32 = -1;
/** How many of its numbers that do not count are process ids; -1: they are not all the same. */
export let pids: i32 = 0;
let arePidsUnlike: bool = false;

/** To be called between batches. */
export function forgetIfMany(): void {
  if (stepCount > MOST_STEPS) forgetSteps();
}

export function forgetSteps(): void {
  memory.fill(STEPS_AT, 0, STEPS * STEP);
  stepCount = 0;
  generation++;
}

/** Of event `i`, whose lines begin at `line`; 0: it has none. */
// @ts-ignore: decorator
@inline
export function shapeOfEvent(i: i32, line: usize, hasNodes: bool): u32 {
  const event = EVENTS_AT + <usize>i * EVENT;
  const nodeAt = NODES_AT + (hasNodes ? <usize>load<u32>(EVENT_NODES_AT + (<usize>i << 2)) * NODE : 0);
  const node = hasNodes ? load<i32>(nodeAt, NODE_NUMBER) : 0;
  const nodeLength = hasNodes ? load<u32>(nodeAt, NODE_LENGTH) : 0;
  const records = <i32>load<f64>(event, EVENT_RECORDS);
  const isUsual = load<f64>(event, EVENT_SEC) != 0 && records <= MOST_RECORDS && node >= 0;
  pid = -1;
  pids = 0;
  arePidsUnlike = false;
  return isUsual && stepCount < <i32>STEPS / 2 ? shapeOf(line, records, <u32>node, nodeLength) : 0;
}

function shapeOf(line: usize, count: i32, node: u32, nodeLength: usize): u32 {
  forgetPassing();
  const from: u32 = node + 1;
  let step = from;
  for (let i = 0; i < count; i++, line += LINE) {
    const kind = load<u32>(line, LINE_KIND);
    const type = kind >> 1;
    if (type >= <u32>TYPES) return 0;
    const regard = load<u8>(REGARDS_AT + <usize>type);
    if (regard != REGARD_ALL) {
      if (regard == REGARD_TYPE) step = behind(step, TYPE_STEPS + type);
      continue;
    }
    if ((kind & 1) == 0) return 0;
    const start = BYTES_AT + load<u32>(line, LINE_START);
    if (nodeLength != 0 && (load<u32>(start) != NODE_TEXT || load<u8>(start, 4) != 0x3d)) return 0;
    const header = TYPE_HEADERS_AT + <usize>type * TYPE_HEADER;
    store<u32>(RECORDS_AT, load<u32>(header, TYPE_HEADER_ADDRESS), RECORD_HEADER);
    store<u32>(RECORDS_AT, load<u32>(header, TYPE_HEADER_LENGTH), RECORD_HEADER_LENGTH);
    store<u32>(RECORDS_AT, <u32>(start + nodeLength), RECORD_START);
    store<u32>(RECORDS_AT, <u32>BYTES_AT + load<u32>(line, LINE_TEXT_END), RECORD_TEXT_END);
    store<u32>(RECORDS_AT, <u32>BYTES_AT + load<u32>(line, LINE_END), RECORD_END);
    store<u32>(RECORDS_AT, type, RECORD_TYPE);
    const first = passingCount;
    const parts = PARTS_AT + <usize>i * PARTS;
    readRecord(i, RECORDS_AT, parts);
    if (load<i32>(parts, PARTS_REST) < 0 || !arePlain(first)) return 0;
    if (isNumberless) noteUncountedPids(load<i32>(parts, PARTS_REST));
    if (load<i32>(parts, PARTS_HEAD) >= 0) step = behind(step, load<u32>(parts, PARTS_HEAD_NUMBER));
    step = behind(step, load<u32>(parts, PARTS_REST_NUMBER));
  }
  if (arePidsUnlike) {
    pids = -1;
    return behind(step, UNLIKE_STEP);
  }
  return step == from ? behind(step, NOTHING_STEP) : step;
}

// @ts-ignore: decorator
@inline
function noteUncountedPids(place: i32): void {
  const entry = ALIKE_PIDS_AT + <usize>place * ALIKE_PIDS;
  const count = load<i32>(entry, ALIKE_PIDS_COUNT);
  if (count != 0) notePids(count, load<i32>(entry, ALIKE_PIDS_VALUE));
}

// @ts-ignore: decorator
@inline
function notePids(count: i32, value: i32): void {
  if (pid < 0) pid = value;
  else if (pid != value) arePidsUnlike = true;
  pids += count;
}

/** Whether the numbers from `first` on can be read by all. Notes process ids. */
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
    if (isCall && field == 0 && isNumberless) continue; // nobody reads it
    if (isCall && field == 0 && load<u8>(at) == MINUS) at++;
    const most = dividesInside && isCall && field == 0 ? MOST_EXIT_DIGITS : MOST_DIGITS;
    if (at == end || end - at > most) return false;
    let number = 0;
    for (; at < end; at++) {
      const digit = <i32>load<u8>(at) - 0x30;
      if (digit < 0 || digit > 9) return false;
      number = number * 10 + digit;
    }
    if (i == passingCount - 1) notePids(1, number);
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
export function behind(step: u32, number: u32): u32 {
  let slot = (((step * 0x9e3779b1) ^ (number * 0x85ebca6b)) >> 8) & (STEPS - 1);
  let entry = STEPS_AT + <usize>slot * STEP;
  while (load<u32>(entry, STEP_NUMBER) != 0) {
    if (load<u32>(entry, STEP_FROM) == step && load<u32>(entry, STEP_RANGE) == number) {
      lastStepEntry = entry;
      return load<u32>(entry, STEP_NUMBER);
    }
    slot = (slot + 1) & (STEPS - 1);
    entry = STEPS_AT + <usize>slot * STEP;
  }
  store<u32>(entry, step, STEP_FROM);
  store<u32>(entry, number, STEP_RANGE);
  store<u32>(entry, ++lastStep, STEP_NUMBER);
  stepCount++;
  lastStepEntry = entry;
  return lastStep;
}
