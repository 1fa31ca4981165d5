// Skeletons that were seen before, each with a number, from 0. Part of the skeleton kernel (skeleton.as.ts).

import {
  ENTRIES_AT, ENTRY, ENTRY_HASH, ENTRY_LENGTH, ENTRY_START, KEPT_AT, MOST_SKELETONS, PLACES, PLACES_AT, TEXTS_AT, TEXTS_BYTES, UNKNOWN,
} from './layout';

let count: i32 = 0;
let textsEnd: usize = TEXTS_AT;
/** Of the text that was looked for last, and the free place where that ended. */
let hash: u32 = 0;
let freePlace: u32 = 0;

/** Of the text of so many bytes that was kept; no skeleton is shorter than a record. */
export function numberOfText(length: usize): i32 {
  hash = hashOf(KEPT_AT, length);
  let place = hash;
  for (let number = numberAt(place); number >= 0; number = numberAt(++place)) {
    const entry = ENTRIES_AT + <usize>number * ENTRY;
    if (load<u32>(entry, ENTRY_HASH) != hash || <usize>load<u32>(entry, ENTRY_LENGTH) != length) continue;
    if (isSame(load<u32>(entry, ENTRY_START), KEPT_AT, length)) return number;
  }
  freePlace = place;
  return UNKNOWN;
}

/** Behind the last place comes the first one; negative: it is free. */
// @ts-ignore: decorator
@inline
function numberAt(place: u32): i32 {
  return load<i32>(PLACES_AT + (<usize>(place & (PLACES - 1)) << 2)) - 1;
}

/** Directly behind `numberOfText`. */
export function enterText(length: usize): i32 {
  if (count == MOST_SKELETONS || textsEnd - TEXTS_AT + length > <usize>TEXTS_BYTES) {
    memory.fill(PLACES_AT, 0, PLACES << 2);
    count = 0;
    textsEnd = TEXTS_AT;
    freePlace = hash;
  }
  const entry = ENTRIES_AT + <usize>count * ENTRY;
  store<u32>(entry, hash, ENTRY_HASH);
  store<u32>(entry, <u32>textsEnd, ENTRY_START);
  store<u32>(entry, <u32>length, ENTRY_LENGTH);
  memory.copy(textsEnd, KEPT_AT, length);
  textsEnd += length;
  store<i32>(PLACES_AT + (<usize>(freePlace & (PLACES - 1)) << 2), count + 1);
  return count++;
}

/** The last bytes are read twice where the length is no multiple of sixteen. */
function hashOf(start: usize, length: usize): u32 {
  let a: u64 = 0x9e3779b97f4a7c15;
  let b: u64 = 0xc2b2ae3d27d4eb4f ^ <u64>length;
  const last = start + length - 16;
  for (let at = start; at < last; at += 16) {
    a = rotl<u64>((a ^ load<u64>(at)) * 0xff51afd7ed558ccd, 29);
    b = rotl<u64>((b ^ load<u64>(at, 8)) * 0xc4ceb9fe1a85ec53, 31);
  }
  a = (a ^ load<u64>(last)) * 0xff51afd7ed558ccd;
  b = (b ^ load<u64>(last, 8)) * 0xc4ceb9fe1a85ec53;
  let both = a ^ rotl<u64>(b, 32);
  both = (both ^ (both >> 29)) * 0x9e3779b97f4a7c15;
  return <u32>(both ^ (both >> 32));
}

function isSame(one: usize, other: usize, length: usize): bool {
  const last = length - 16;
  for (let at: usize = 0; at < last; at += 16) {
    if (!i8x16.all_true(i8x16.eq(v128.load(one + at), v128.load(other + at)))) return false;
  }
  return i8x16.all_true(i8x16.eq(v128.load(one + last), v128.load(other + last)));
}
