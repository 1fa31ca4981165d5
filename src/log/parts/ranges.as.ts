// Ranges of bytes that were seen before, by their bytes and their tag (what they are in a record of which type).

import {
  ALIKE_AT, ALIKE_PIDS, ALIKE_PIDS_AT, ALIKE_PIDS_COUNT, ALIKE_PIDS_VALUE, KEY_NUMBERS_AT, KEYS_AT, LONGEST, PATIENCE_AT, PLACE, PLACE_HASH, PLACE_LENGTH, PLACE_NUMBER, PLACE_TAG, PLACES, PLACES_AT,
  TAGS,
} from './layout';
import { hashOf, isSame } from './same-bytes.as';

/** A range may be in eight places, so that few drive each other out. With four, by estimate, one log of 1,000 ranges in four has some that do. */
const WAYS: u32 = 8;
/** Numbers with more digits may be too large for those who read them. */
export const MOST_DIGITS: usize = 9;
/** Tags of ranges without their numbers. */
const ALIKE_TAGS: i32 = 100000;

const BLANK: u8 = 0x20;
const DOUBLE_QUOTE: u8 = 0x22;
const SINGLE_QUOTE: u8 = 0x27;
const EQUALS: u8 = 0x3d;
const LINE_FEED: u8 = 0x0a;
const BLANK_PID: u32 = 0x64697020;
const BLANK_SES: u32 = 0x73657320;
const PPID: u32 = 0x64697070;
const NAME: u32 = 0x656d616e;
const ADDR: u32 = 0x72646461;

// Asking stops for a while when too few ranges of a tag are found: what a hit saves pays for some four misses.
const PATIENCE: i32 = 1000;
const PER_HIT: i32 = 4;
const PAUSE: i32 = 2000;
const RETRIES: i32 = 500;

let turn: u32 = 0;
let lastNumber: u32 = 0;
/** Keys that belong to a place. */
let keyCount: u32 = 0;
/** Of the range that was written without its numbers: how many of them are process ids, and which. */
let alikePids: i32 = 0;
let alikePid: i32 = 0;

/** Before the first range. */
export function bePatient(): void {
  for (let tag = 0; tag < TAGS; tag++) store<i32>(PATIENCE_AT + tag * 4, PATIENCE);
}

export function numberOf(place: i32): u32 {
  return load<u32>(PLACES_AT + place * PLACE, PLACE_NUMBER);
}

/** The place that holds `[start, end)` under this tag, after entering it if need be; -1 where asking does not pay. */
export function range(start: usize, end: usize, tag: i32): i32 {
  const length = end - start;
  if (!isWorth(length) || !pays(tag)) return -1;
  const place = find(start, length, tag);
  if (place < 0) return enter(start, length, tag, ++lastNumber);
  hit(tag);
  return place;
}

/** The same, but the number in the place is that of all ranges which are alike but for numbers that do not count. */
export function alikeRange(start: usize, end: usize, tag: i32): i32 {
  const length = end - start;
  if (!isWorth(length) || !pays(tag)) return -1;
  const place = find(start, length, tag);
  if (place >= 0) {
    hit(tag);
    return place;
  }
  const alikeLength = writeAlike(start, end);
  const entered = enter(start, length, tag, alikeLength == 0 ? ++lastNumber : alikeNumber(alikeLength, tag));
  const pids = ALIKE_PIDS_AT + <usize>entered * ALIKE_PIDS;
  store<i32>(pids, alikeLength == 0 ? 0 : alikePids, ALIKE_PIDS_COUNT);
  store<i32>(pids, alikePid, ALIKE_PIDS_VALUE);
  return entered;
}

/** Of the range without its numbers, in its place. */
function alikeNumber(length: usize, tag: i32): u32 {
  const place = find(ALIKE_AT, length, tag + ALIKE_TAGS);
  if (place < 0) return numberOf(enter(ALIKE_AT, length, tag + ALIKE_TAGS, ++lastNumber));
  hit(tag);
  return numberOf(place);
}

/**
 * Writes a range with a line feed, which no line holds, for each number of a process or session that does not count. Behind the
 * first quote all counts, as it may be a text, and behind a name or address, which may end far from where it begins. Returns its
 * length; 0: there is no such number, or it is not the only process.
 */
function writeAlike(start: usize, end: usize): usize {
  let to: usize = ALIKE_AT;
  let isShorter = false;
  alikePids = 0;
  alikePid = 0;
  for (let at = start; at < end; at++) {
    const byte = load<u8>(at);
    store<u8>(to++, byte);
    if (byte == DOUBLE_QUOTE || byte == SINGLE_QUOTE || (byte == EQUALS && isFar(at))) {
      memory.copy(to, at + 1, end - at - 1);
      to += end - at - 1;
      break;
    }
    const after = byte == EQUALS && isUncounted(at) ? behindNumber(at + 1, end) : 0;
    if (after != 0) {
      store<u8>(to++, LINE_FEED);
      if (load<u32>(at - 4) == BLANK_PID) {
        if (alikePids++ == 0) alikePid = decimal(at + 1, after);
        else if (alikePid != decimal(at + 1, after)) return 0;
      }
      at = after - 1;
      isShorter = true;
    }
  }
  return isShorter ? to - ALIKE_AT : 0;
}

/** Whether ` pid`, ` ppid` or ` ses` stands before the equals sign. */
// @ts-ignore: decorator
@inline
function isUncounted(equals: usize): bool {
  const name = load<u32>(equals - 4);
  return name == BLANK_PID || name == BLANK_SES || (name == PPID && load<u8>(equals - 5) == BLANK);
}

// @ts-ignore: decorator
@inline
function isFar(equals: usize): bool {
  const name = load<u32>(equals - 4);
  return name == NAME || name == ADDR;
}

function decimal(start: usize, end: usize): i32 {
  let number = 0;
  for (let at = start; at < end; at++) number = number * 10 + <i32>load<u8>(at) - 0x30;
  return number;
}

/** Where the blank behind a decimal number is that all can read; 0: there is none. */
function behindNumber(start: usize, end: usize): usize {
  let at = start;
  while (at < end && <u32>load<u8>(at) - 0x30 <= 9) at++;
  return at == start || at == end || at - start > MOST_DIGITS || load<u8>(at) != BLANK ? 0 : at;
}

// @ts-ignore: decorator
@inline
function isWorth(length: usize): bool {
  return length != 0 && length <= <usize>LONGEST;
}

/** The place that holds these bytes; -1: none does. */
function find(start: usize, length: usize, tag: i32): i32 {
  const hash = hashOf(start, length, tag);
  const first = hash & (PLACES - WAYS);
  for (let place = first; place < first + WAYS; place++) {
    const entry = PLACES_AT + <usize>place * PLACE;
    if (load<u32>(entry, PLACE_LENGTH) == length && load<u32>(entry, PLACE_HASH) == hash && load<i32>(entry, PLACE_TAG) == tag) {
      if (isSame(keyOf(place), start, length)) return place;
    }
  }
  return -1;
}

/** Enters what was not found: into a free place of its eight, or one whose turn it is. */
function enter(start: usize, length: usize, tag: i32, number: u32): i32 {
  const hash = hashOf(start, length, tag);
  const first = hash & (PLACES - WAYS);
  let place = first;
  while (place < first + WAYS && load<u32>(PLACES_AT + <usize>place * PLACE, PLACE_LENGTH) != 0) place++;
  if (place < first + WAYS) store<u32>(KEY_NUMBERS_AT + (<usize>place << 2), keyCount++);
  else place = first + (turn++ & (WAYS - 1));
  const entry = PLACES_AT + <usize>place * PLACE;
  memory.copy(keyOf(place), start, length);
  store<u32>(entry, hash, PLACE_HASH);
  store<u32>(entry, <u32>length, PLACE_LENGTH);
  store<i32>(entry, tag, PLACE_TAG);
  store<u32>(entry, number, PLACE_NUMBER);
  return place;
}

// @ts-ignore: decorator
@inline
function keyOf(place: i32): usize {
  return KEYS_AT + <usize>load<u32>(KEY_NUMBERS_AT + (<usize>place << 2)) * LONGEST;
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
