// Names that the scan kernel (scan.as.ts) knows: record types and nodes.

/** First and last eight bytes of the name u64, its address and length u32, code i32, and four unused. */
const TYPE_ENTRY: usize = 32;
let typeTable: usize = 0;
let typeMask: u32 = 0;
let nodeTable: usize = 0; // entries of 8 bytes: address, length
let nodeCount: i32 = 0;

/**
 * Names that stand one behind the other from `names`, each described in `list` by its length and code (i32 both), become
 * known. A type's code is its number × 2, plus 1 when a record of it cannot be followed by others of its event.
 */
export function setTypes(table: usize, mask: u32, names: usize, list: usize, count: i32): void {
  typeTable = table;
  typeMask = mask;
  for (let k: usize = 0; k < <usize>count; k++) {
    const length = load<u32>(list + k * 8);
    addType(names, length, load<i32>(list + k * 8, 4));
    names += length;
  }
}

export function setNodes(table: usize, count: i32): void {
  nodeTable = table;
  nodeCount = count;
}

/** Enters a type's name at `address` (its code as above) into the table, which has room. */
function addType(address: usize, length: usize, code: i32): void {
  const first = firstBytes(address, length);
  const last = lastBytes(address, length);
  let slot = typeHash(first, last, length) & typeMask;
  while (load<u32>(typeTable + <usize>slot * TYPE_ENTRY, 20) != 0) slot = (slot + 1) & typeMask;
  const entry = typeTable + <usize>slot * TYPE_ENTRY;
  store<u64>(entry, first);
  store<u64>(entry, last, 8);
  store<u32>(entry, <u32>address, 16);
  store<u32>(entry, <u32>length, 20);
  store<i32>(entry, code, 24);
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
  let slot = typeHash(first, last, length) & typeMask;
  while (true) {
    const entry = typeTable + <usize>slot * TYPE_ENTRY;
    const known = load<u32>(entry, 20);
    if (known == 0) return -1;
    if (known == length && load<u64>(entry) == first && load<u64>(entry, 8) == last) {
      if (length <= 16 || memory.compare(load<u32>(entry, 16) + 8, name + 8, length - 16) == 0) return load<i32>(entry, 24);
    }
    slot = (slot + 1) & typeMask;
  }
}

/** Number of a node that scanner.ts has named before, 0 for a new one. */
export function knownNode(name: usize, length: usize): i32 {
  for (let k = 0; k < nodeCount; k++) {
    const entry = nodeTable + k * 8;
    if (load<usize>(entry, 4) == length && memory.compare(load<usize>(entry), name, length) == 0) return k + 1;
  }
  return 0;
}
