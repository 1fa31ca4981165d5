// Ranges of bytes that were seen before, by their bytes and their tag (what they are in a record of which type).

import {
  KEYS_AT, LONGEST, PATIENCE_AT, PLACE, PLACE_HASH, PLACE_LENGTH, PLACE_NUMBER, PLACE_TAG, PLACES, PLACES_AT, TAGS,
} from './layout';

/** A range may be in four places, so that few drive each other out. */
const WAYS: u32 = 4;
const SHORTEST: usize = 4;

// Asking stops for a while when too few ranges of a tag are found: what a hit saves pays for some four misses.
const PATIENCE: i32 = 1000;
const PER_HIT: i32 = 4;
const PAUSE: i32 = 2000;
const RETRIES: i32 = 500;

let turn: u32 = 0;
let lastNumber: u32 = 0;

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
