// Finds the ranges and passing values of an event's records (see log/event-parts.ts) and whether each range was seen
// before, in AssemblyScript: here the loops over bytes take a tenth of their time in TypeScript, and they are half of the
// time of csv, JSON and interpreted output. All addresses are offsets in the imported memory, laid out by event-parts.ts.

/** Two to the power of 13 places of LONGEST bytes; a range may be in four of them, so that few drive each other out. */
const PLACES: u32 = 8192;
const WAYS: u32 = 4;
const LONGEST: usize = 512;
const SHORTEST: usize = 4;

// Asking stops for a while when too few ranges of a tag are found: what a hit saves pays for some four misses.
const PATIENCE: i32 = 1000;
const PER_HIT: i32 = 4;
const PAUSE: i32 = 2000;
const RETRIES: i32 = 500;
const TAGS: i32 = 4096;

/** `exit` is not searched farther into a record. */
const FARTHEST: usize = 100;
const PASSING_TAG: i32 = 5000;

/** u32 each: hash, length, tag, number. */
const PLACE: usize = 16;
/** Header address and length (0: do not look), where the header should be, end of the text, end, type. */
const RECORD: usize = 24;
/** Body, place and number of head, first and end of passing values, place and number of rest; -1 is no place. */
const PARTS: usize = 28;
/** Start of the label, start and end of the value, number of the record. */
const PASSING: usize = 16;
/** u64 text, u64 mask, u32 length. */
const LABEL: usize = 24;

let keys: usize = 0;
let places: usize = 0;
let patience: usize = 0;
let labels: usize = 0; // those of a SYSCALL record in their order, then that of other records
let labelCount: i32 = 0;
let records: usize = 0;
let parts: usize = 0;
let passing: usize = 0;
let mostPassing: i32 = 0;
let syscall: i32 = 0;

let turn: u32 = 0;
let lastNumber: u32 = 0;

/** Of the records read last. */
export let passingCount: i32 = 0;

export function setMemory(keysAt: usize, placesAt: usize, patienceAt: usize, recordsAt: usize, partsAt: usize): void {
  keys = keysAt;
  places = placesAt;
  patience = patienceAt;
  records = recordsAt;
  parts = partsAt;
  for (let tag = 0; tag < TAGS; tag++) store<i32>(patience + tag * 4, PATIENCE);
}

export function setPassing(passingAt: usize, most: i32, labelsAt: usize, count: i32, syscallType: i32): void {
  passing = passingAt;
  mostPassing = most;
  labels = labelsAt;
  labelCount = count;
  syscall = syscallType;
}

export function read(count: i32): void {
  passingCount = 0;
  for (let i = 0; i < count; i++) readRecord(i, records + i * RECORD, parts + i * PARTS);
}

/** The place of a passing value that was read; its number is in the place. */
export function passingPlace(i: i32): i32 {
  const value = passing + i * PASSING;
  return range(load<u32>(value), load<u32>(value, 8), PASSING_TAG + i);
}

export function numberOf(place: i32): u32 {
  return load<u32>(places + place * PLACE, 12);
}

// @ts-ignore: decorator
@inline
function readRecord(i: i32, record: usize, out: usize): void {
  const first = passingCount;
  const textEnd = load<u32>(record, 12);
  const end = load<u32>(record, 16);
  const type = load<i32>(record, 20);
  const body = bodyStart(load<u32>(record, 8), textEnd, load<u32>(record), load<u32>(record, 4));
  let head = -1;
  let rest = -1;
  if (body != 0) {
    if (type == syscall) {
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
  store<i32>(out, rest < 0 ? -1 : <i32>body);
  store<i32>(out, head, 4);
  store<u32>(out, head < 0 ? 0 : numberOf(head), 8);
  store<i32>(out, first, 12);
  store<i32>(out, passingCount, 16);
  store<i32>(out, rest, 20);
  store<u32>(out, rest < 0 ? 0 : numberOf(rest), 24);
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
  const entry = labels + label * LABEL;
  return (load<u64>(at) & load<u64>(entry, 8)) == load<u64>(entry);
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
  if (passingCount == mostPassing || !isLabel(at, label)) return 0;
  const start = at + load<u32>(labels + label * LABEL, 16);
  let end = start;
  for (; end < limit; end++) {
    const byte = <u32>load<u8>(end);
    if (byte - 0x30 > 9 && byte - 0x61 > 5 && byte != 0x2d) break;
  }
  if (end == start || end >= limit || load<u8>(end) != 0x20) return 0;
  const value = passing + passingCount++ * PASSING;
  store<u32>(value, <u32>at);
  store<u32>(value, <u32>start, 4);
  store<u32>(value, <u32>end, 8);
  store<i32>(value, record, 12);
  return end;
}

/** The place that holds `[start, end)` under this tag, after entering it if need be; -1 where asking does not pay. */
function range(start: usize, end: usize, tag: i32): i32 {
  const length = end - start;
  if (length < SHORTEST || length > LONGEST || !pays(tag)) return -1;
  const hash = hashOf(start, length, tag);
  const first = hash & (PLACES - WAYS);
  let free: i32 = -1;
  for (let place = first; place < first + WAYS; place++) {
    const entry = places + <usize>place * PLACE;
    const known = load<u32>(entry, 4);
    if (known == 0) {
      if (free < 0) free = place;
    } else if (known == length && load<u32>(entry) == hash && load<i32>(entry, 8) == tag) {
      if (isSame(keys + <usize>place * LONGEST, start, length)) {
        hit(tag);
        return place;
      }
    }
  }
  if (free < 0) free = first + (turn++ & (WAYS - 1));
  const entry = places + <usize>free * PLACE;
  memory.copy(keys + <usize>free * LONGEST, start, length);
  store<u32>(entry, hash);
  store<u32>(entry, <u32>length, 4);
  store<i32>(entry, tag, 8);
  store<u32>(entry, ++lastNumber, 12);
  return free;
}

/** Counts down to a pause, counts the pause, and then gives a few tries, so that a log that begins to repeat itself is noticed. */
// @ts-ignore: decorator
@inline
function pays(tag: i32): bool {
  const left = patience + (tag & (TAGS - 1)) * 4;
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
  const left = patience + (tag & (TAGS - 1)) * 4;
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
