// Names that the scan kernel (scan.as.ts) knows: record types and nodes.

import {
  ENTRIES_AT, NAME, NAME_CODE, NAME_LENGTH, NODE, NODES_AT, NODE_ADDRESS, NODE_LENGTH, TYPE, TYPES_AT, TYPE_ADDRESS,
  TYPE_CODE, TYPE_FIRST, TYPE_LAST, TYPE_LENGTH, TYPE_SLOTS,
} from './layout';
const TYPE_MASK: u32 = TYPE_SLOTS - 1;
let nodeCount: i32 = 0;

/** Names that stand one behind the other from `names` become known; the list of them borrows the entries' place. */
export function setTypes(names: usize, count: i32): void {
  for (let k: usize = 0; k < <usize>count; k++) {
    const length = load<u32>(ENTRIES_AT + k * NAME, NAME_LENGTH);
    addType(names, length, load<i32>(ENTRIES_AT + k * NAME, NAME_CODE));
    names += length;
  }
}

export function setNodes(count: i32): void {
  nodeCount = count;
}

/** Enters a type's name at `address` into the table, which has room. */
function addType(address: usize, length: usize, code: i32): void {
  const first = firstBytes(address, length);
  const last = lastBytes(address, length);
  let slot = typeHash(first, last, length) & TYPE_MASK;
  while (load<u32>(TYPES_AT + <usize>slot * TYPE, TYPE_LENGTH) != 0) slot = (slot + 1) & TYPE_MASK;
  const entry = TYPES_AT + <usize>slot * TYPE;
  store<u64>(entry, first, TYPE_FIRST);
  store<u64>(entry, last, TYPE_LAST);
  store<u32>(entry, <u32>address, TYPE_ADDRESS);
  store<u32>(entry, <u32>length, TYPE_LENGTH);
  store<i32>(entry, code, TYPE_CODE);
}

// A name is told apart by its first and last eight bytes and its length; only longer ones need a look at the middle.
// @ts-ignore: decorator
@inline
function firstBytes(name: usize, length: usize): u64 {
  return length >= 8 ? load<u64>(name) : load<u64>(name) & (((<u64>1) << (length * 8)) - 1);
}

// @ts-ignore: decorator
@inline
function lastBytes(name: usize, length: usize): u64 {
  return length > 8 ? load<u64>(name + length - 8) : 0;
}

// @ts-ignore: decorator
@inline
function typeHash(first: u64, last: u64, length: usize): u32 {
  return <u32>((((first ^ (last * 0x9e3779b97f4a7c15)) + length) * 0xff51afd7ed558ccd) >> 40);
}

export function knownType(name: usize, length: usize): i32 {
  if (length - 1 > 39) return -1;
  const first = firstBytes(name, length);
  const last = lastBytes(name, length);
  let slot = typeHash(first, last, length) & TYPE_MASK;
  while (true) {
    const entry = TYPES_AT + <usize>slot * TYPE;
    const known = load<u32>(entry, TYPE_LENGTH);
    if (known == 0) return -1;
    if (known == length && load<u64>(entry, TYPE_FIRST) == first && load<u64>(entry, TYPE_LAST) == last) {
      if (length <= 16 || memory.compare(load<u32>(entry, TYPE_ADDRESS) + 8, name + 8, length - 16) == 0) return load<i32>(entry, TYPE_CODE);
    }
    slot = (slot + 1) & TYPE_MASK;
  }
}

/** Number of a node that scanner.ts has named before, 0 for a new one. */
export function knownNode(name: usize, length: usize): i32 {
  for (let k = 0; k < nodeCount; k++) {
    const entry = NODES_AT + k * NODE;
    if (load<usize>(entry, NODE_LENGTH) == length && memory.compare(load<usize>(entry, NODE_ADDRESS), name, length) == 0) return k + 1;
  }
  return 0;
}
