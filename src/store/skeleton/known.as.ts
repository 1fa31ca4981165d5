// Skeletons that were seen before, each with a number, from 0. Part of the skeleton kernel (skeleton.as.ts).

import { hashOf, isSame } from '../../log/parts/same-bytes.as';
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
  hash = hashOf(KEPT_AT, length, 0);
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
