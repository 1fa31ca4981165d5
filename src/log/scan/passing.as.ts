// Entries of the scan kernel (scan.as.ts) on their way to the assembler, which need not hear of events that nobody wants.
//
// While stamps rise, a new event is last in the order of release, and leaves when its time is out, or at once if it is
// complete and nothing is before it. So entries wait here, in that order, until their event would leave; then those that
// are wanted are kept for the assembler, and the others counted and forgotten. Events of one stamp leave in the
// order of their slots, so every event gets the slot here that the assembler would give it.
// The first entry whose stamp does not rise (a late record, a straggler), or cannot be read here, ends the waiting: all
// entries go to the assembler, that one and some more behind them; then it says again which events are open.
// Where all events are wanted (`settleAll`), those that leave become rows of a batch here (rows.as.ts): all that the assembler
// has held open leaves before the first of them, and what it gets of the same scan begins behind the last.

import { EOE } from '../../tables/generated/record-type';
import { holdsOthers } from './needles.as';
import { addRow, clearRows, rowsAreFull } from './rows.as';

/** Bytes of an entry; see `scan`. */
export const ENTRY: usize = 48;
export const HIT: i32 = 1;
export const SLOW: i32 = 2;
/** The first record is of a type that makes its event complete. */
export const SINGLE: i32 = 8;
/** The entry waits, but its event has left. */
const LEFT: i32 = 16;

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

/** The assembler's open events, first to be released first, 16 bytes each: sec f64, slot i32, complete i32. */
let openTable: usize = 0;
const OPEN: usize = 16;
let openHead: usize = 0;
let openEnd: usize = 0;

/** One bit a slot: taken. */
let slotMap: usize = 0;
const MOST_SLOTS: i32 = 4096;

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

/** The entry that was added last. */
export let latest: usize = 0;

/** Events that were not wanted. */
export let passed: f64 = 0;

/** Tables with room for the open events, and for a bit for each of 4096 slots. */
export function setOpenTables(open: usize, slots: usize): void {
  openTable = open;
  slotMap = slots;
}

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
  openHead = openTable;
  openEnd = openTable + <usize>count * OPEN;
  memory.fill(slotMap, 0, MOST_SLOTS >> 3);
  for (let at = openTable; at < openEnd; at += OPEN) flipSlot(load<i32>(at, 8));
}

/** Entries are put at `out`, `most` of them at most. */
export function begin(out: usize, most: i32): void {
  mustAsk = false;
  clearRows();
  kept = out;
  head = out;
  tail = out;
  full = out + <usize>most * ENTRY;
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
  store<i32>(tail, -1, 44);
  if (!selects) {
    tail += ENTRY;
    keepAll();
    return;
  }
  const sec = load<f64>(tail);
  const isRead = (load<i32>(tail, 36) & SLOW) == 0;
  // In this and the next case the next entry takes its place.
  if (isRead && (sec < firstSec || sec > lastSec)) return;
  if (unsorted == 0 && isRead && rises(tail)) {
    if (load<i32>(tail, 24) == EOE) return; // an end without a beginning is no event
    const slot = freeSlot();
    if (slot >= 0) {
      flipSlot(slot);
      store<i32>(tail, slot, 44);
      newestSec = sec;
      newestMilli = load<i32>(tail, 28);
      newestSerial = load<f64>(tail, 8);
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
    if (load<i32>(openHead, 12) == 0 && load<f64>(openHead) + timeout > now) return;
    flipSlot(load<i32>(openHead, 8));
  }
  for (; head < tail; head += ENTRY) {
    if (makesRows && rowsAreFull()) return; // the assembler will do that
    const flags = load<i32>(head, 36);
    if ((flags & LEFT) == 0) {
      if ((flags & SINGLE) == 0 && load<f64>(head) + timeout > now) return;
      flipSlot(load<i32>(head, 44));
      if (head + ENTRY == tail) {
        // The assembler must learn of the last event's time when it gets what follows.
        store<i32>(head, flags | LEFT, 36);
        return;
      }
    }
    if (makesRows) {
      addRow(head);
    } else if (isWanted(head)) {
      if (kept != head) memory.copy(kept, head, ENTRY);
      kept += ENTRY;
    } else {
      passed += 1;
    }
  }
}

// @ts-ignore: decorator
@inline
function isWanted(entry: usize): bool {
  if (onlySerial >= 0 && load<f64>(entry, 8) != onlySerial) return false;
  return !needsHit || ((load<i32>(entry, 36) & HIT) != 0 && holdsOthers(load<u32>(entry, 16), load<u32>(entry, 20)));
}

// @ts-ignore: decorator
@inline
function rises(entry: usize): bool {
  const sec = load<f64>(entry);
  if (sec != newestSec) return sec > newestSec;
  const milli = load<i32>(entry, 28);
  return milli != newestMilli ? milli > newestMilli : load<f64>(entry, 8) > newestSerial;
}

/** The lowest slot that is free; -1 if there is none. */
function freeSlot(): i32 {
  for (let first = 0; first < MOST_SLOTS; first += 64) {
    const taken = load<u64>(slotMap + (first >> 3));
    if (taken != 0xffffffffffffffff) return first + <i32>ctz(~taken);
  }
  return -1;
}

function flipSlot(slot: i32): void {
  const at = slotMap + ((slot >> 6) << 3);
  store<u64>(at, load<u64>(at) ^ ((<u64>1) << (slot & 63)));
}
