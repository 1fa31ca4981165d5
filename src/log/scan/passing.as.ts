// Entries of the scan kernel (scan.as.ts) on their way to the assembler, which need not hear of events that nobody wants.
//
// While stamps rise, a new event is last in the order of release, and leaves when its time is out, or at once if it is
// complete and nothing is before it. So entries wait here, in that order, until their event would leave; then those that
// are wanted are kept for the assembler, and the others counted and forgotten. Events of one stamp leave in the
// order of their slots, so every event gets the slot here that the assembler would give it.
// The first entry whose stamp does not rise (a late record, a straggler), or cannot be read here, ends the waiting: all
// entries go to the assembler, that one and some more behind them; then it says again which events are open.
// What waits at the end of a `scan` goes to the assembler, or goes on waiting for the next one (`finish`).
// Where all events are wanted (`settleAll`), or the assembler needs to know nothing of those that are (`settleWanted`), those that leave
// become rows of a batch here (rows.as.ts): all that the assembler has held open leaves before the first of them, and what it gets of
// the same scan begins behind the last.

import { EOE } from '../../tables/generated/record-type';
import {
  ENTRIES_AT, ENTRY, ENTRY_END, ENTRY_FLAGS, ENTRY_MILLI, ENTRY_SEC, ENTRY_SERIAL, ENTRY_SLOT, ENTRY_START, ENTRY_TYPE, HIT,
  LEFT, MOST_SLOTS, OPEN, OPEN_AT, OPEN_COMPLETE, OPEN_SEC, OPEN_SLOT, SINGLE, SLOT_MAP_AT, SLOW,
} from './layout';
import { holdsOthers } from './needles.as';
import { addRow, hasRoom, packRows, rowsAreFull } from './rows.as';

/**
 * How many entries the assembler gets before it is asked again, at first, and when order does not return, for a question
 * takes as long as a few of them; and how many entries in order make it the first number again.
 */
const UNSORTED_FIRST: i32 = 8;
const UNSORTED_MOST: i32 = 4096;
const SORTED_AGAIN: i32 = 256;

/** Entries wait here. */
let selects = false;
/** Events that leave become rows. */
let makesRows = false;
let needsHit = false;
let timeout: f64 = 0;
let firstSec: f64 = 0;
let lastSec: f64 = 0;
let onlySerial: f64 = -1;

/** Stamp of the last one of the open events. */
let newestSec: f64 = -Infinity;
let newestMilli: i32 = 0;
let newestSerial: f64 = 0;

/** The assembler's open events that have not left. */
let openHead: usize = 0;
let openEnd: usize = 0;

/** How many more entries go to the assembler as they are; 0: entries wait. */
let unsorted: i32 = 0;
let unsortedNext: i32 = UNSORTED_FIRST;
/** Entries in order since there was one that was not. */
let sorted: i32 = 0;

/** The assembler must be asked before there are more entries. */
let mustAsk = false;

/** Entries before `kept` are for the assembler, those of `[head, tail)` wait. */
let kept: usize = 0;
let head: usize = 0;
let tail: usize = 0;
let full: usize = 0;

/** Entries wait for the next call. */
export let isHolding: bool = false;

/** The entry that was added last. */
export let latest: usize = 0;

/** Events that were not wanted. */
export let passed: f64 = 0;
/** Stamp of the last of them in this call, which is the latest: they leave in order. */
export let passedSec: f64 = -Infinity;
export let passedMilli: i32 = 0;
export let passedSerial: f64 = 0;

/**
 * From now on only events of the seconds `[from, to]` are wanted, of one serial number unless that is negative, and with
 * `hits` only those with a needle of each group. `eventTimeout`: seconds after which nothing joins an event.
 */
export function select(eventTimeout: f64, from: f64, to: f64, serial: f64, hits: bool): void {
  selects = true;
  timeout = eventTimeout;
  firstSec = from;
  lastSec = to;
  onlySerial = serial;
  needsHit = hits;
}

/** From now on events that leave become rows. `eventTimeout`: seconds after which nothing joins an event. */
export function settleAll(eventTimeout: f64): void {
  select(eventTimeout, -Infinity, Infinity, -1, false);
  makesRows = true;
}

/** From now on events that are wanted (`select`) become rows when they leave, copied to `at`, where there is so much room. */
export function settleWanted(at: usize, room: usize): void {
  makesRows = true;
  packRows(at, room);
}

/** Before each `scan`: `count` events are open, with the stamp of the last one; -1 when they are in no order, or too many. */
export function tellOpen(count: i32, sec: f64, milli: i32, serial: f64): void {
  unsorted = 0;
  if (count < 0) {
    beginUnsorted();
    return;
  }
  newestSec = count == 0 ? -Infinity : sec;
  newestMilli = milli;
  newestSerial = serial;
  openHead = OPEN_AT;
  openEnd = OPEN_AT + <usize>count * OPEN;
  memory.fill(SLOT_MAP_AT, 0, MOST_SLOTS >> 3);
  for (let at: usize = OPEN_AT; at < openEnd; at += OPEN) flipSlot(load<i32>(at, OPEN_SLOT));
}

/** There may be `most` entries, those included that wait. */
export function begin(most: i32): void {
  mustAsk = false;
  passedSec = -Infinity;
  const waiting = tail - head;
  if (waiting != 0) memory.copy(ENTRIES_AT, head, waiting);
  kept = ENTRIES_AT;
  head = kept;
  tail = kept + waiting;
  latest = tail - ENTRY;
  full = kept + <usize>most * ENTRY;
}

/** Of a `scan`; with `hold` what waits goes on waiting, if it can. Returns the end of the entries that were kept. */
export function finish(hold: bool): usize {
  if (!hold || unsorted != 0 || tail == full) keepAll();
  isHolding = head != tail;
  return kept;
}

/** Where the next entry is to be written; 0 when there can be no more. */
export function space(): usize {
  if (mustAsk || (makesRows && rowsAreFull())) return 0;
  if (tail == full) {
    if (head == kept) return 0;
    memory.copy(kept, head, tail - head);
    tail = kept + (tail - head);
    head = kept;
  }
  return tail;
}

/** Takes the entry that was written. */
export function add(): void {
  latest = tail;
  store<i32>(tail, -1, ENTRY_SLOT);
  if (!selects) {
    tail += ENTRY;
    keepAll();
    return;
  }
  const sec = load<f64>(tail, ENTRY_SEC);
  const isRead = (load<i32>(tail, ENTRY_FLAGS) & SLOW) == 0;
  // In this and the next case the next entry takes its place.
  if (isRead && (sec < firstSec || sec > lastSec)) return;
  if (unsorted == 0 && isRead && rises(tail)) {
    if (load<i32>(tail, ENTRY_TYPE) == EOE) return; // an end without a beginning is no event
    const slot = freeSlot();
    if (slot >= 0) {
      flipSlot(slot);
      store<i32>(tail, slot, ENTRY_SLOT);
      newestSec = sec;
      newestMilli = load<i32>(tail, ENTRY_MILLI);
      newestSerial = load<f64>(tail, ENTRY_SERIAL);
      tail += ENTRY;
      if (++sorted == SORTED_AGAIN) unsortedNext = UNSORTED_FIRST;
      settle(sec);
      return;
    }
  }
  if (unsorted == 0) beginUnsorted();
  tail += ENTRY;
  keepAll();
  if (--unsorted == 0) mustAsk = true;
}

function beginUnsorted(): void {
  unsorted = unsortedNext;
  unsortedNext = min(unsortedNext * 2, UNSORTED_MOST);
  sorted = 0;
}

/** Nothing waits any more; returns the end of the entries that were kept. */
export function keepAll(): usize {
  if (kept != head) memory.copy(kept, head, tail - head);
  kept += tail - head;
  head = kept;
  tail = kept;
  latest = kept - ENTRY;
  return kept;
}

/** Lets go of the events that leave when one begins in second `now`. */
function settle(now: f64): void {
  for (; openHead < openEnd; openHead += OPEN) {
    if (load<i32>(openHead, OPEN_COMPLETE) == 0 && load<f64>(openHead, OPEN_SEC) + timeout > now) return;
    flipSlot(load<i32>(openHead, OPEN_SLOT));
  }
  for (; head < tail; head += ENTRY) {
    if (makesRows && !hasRoom(head)) return; // the assembler will do that
    const flags = load<i32>(head, ENTRY_FLAGS);
    if ((flags & LEFT) == 0) {
      if ((flags & SINGLE) == 0 && load<f64>(head, ENTRY_SEC) + timeout > now) return;
      flipSlot(load<i32>(head, ENTRY_SLOT));
      if (head + ENTRY == tail) {
        // The assembler must learn of the last event's time when it gets what follows.
        store<i32>(head, flags | LEFT, ENTRY_FLAGS);
        return;
      }
    }
    if (!isWanted(head)) {
      passed += 1;
      passedSec = load<f64>(head, ENTRY_SEC);
      passedMilli = load<i32>(head, ENTRY_MILLI);
      passedSerial = load<f64>(head, ENTRY_SERIAL);
    } else if (makesRows) {
      addRow(head);
    } else {
      store<i32>(head, flags | LEFT, ENTRY_FLAGS);
      if (kept != head) memory.copy(kept, head, ENTRY);
      kept += ENTRY;
    }
  }
}

// @ts-ignore: decorator
@inline
function isWanted(entry: usize): bool {
  if (onlySerial >= 0 && load<f64>(entry, ENTRY_SERIAL) != onlySerial) return false;
  return !needsHit || ((load<i32>(entry, ENTRY_FLAGS) & HIT) != 0 && holdsOthers(load<u32>(entry, ENTRY_START), load<u32>(entry, ENTRY_END)));
}

// @ts-ignore: decorator
@inline
function rises(entry: usize): bool {
  const sec = load<f64>(entry, ENTRY_SEC);
  if (sec != newestSec) return sec > newestSec;
  const milli = load<i32>(entry, ENTRY_MILLI);
  return milli != newestMilli ? milli > newestMilli : load<f64>(entry, ENTRY_SERIAL) > newestSerial;
}

/** The lowest slot that is free; -1 if there is none. */
function freeSlot(): i32 {
  for (let first = 0; first < MOST_SLOTS; first += 64) {
    const taken = load<u64>(SLOT_MAP_AT + (first >> 3));
    if (taken != 0xffffffffffffffff) return first + <i32>ctz(~taken);
  }
  return -1;
}

function flipSlot(slot: i32): void {
  const at = SLOT_MAP_AT + ((slot >> 6) << 3);
  store<u64>(at, load<u64>(at) ^ ((<u64>1) << (slot & 63)));
}
