/**
 * The memory of the scan kernel, in bytes: for its *.as.ts and for scanner.ts alike, and asserted when the kernel is built
 * (build/kernel-layouts.ts).
 *
 *   0x400    types     hash table of the names of record types
 *   0x8400   nodes     names of nodes that came
 *   0x8500   needles   what lines are searched for
 *   0x8900   names     the texts of all of them
 *   0x18000  open      the assembler's open events
 *   0x1c000  slot map  a bit for each of their slots
 *   0x1c400  groups    where each group of needles ends
 *   0x20000  entries   what the kernel reports; before the first scan, the list of the types' names
 *   0x80000  margin    the beginning of the line that the end of the ring has cut
 *   0x84000  ring      bytes of the log; what scanner.ts puts behind it has no fixed place
 */
export const TYPES_AT: usize = 0x400;
export const NODES_AT: usize = 0x8400;
export const NEEDLES_AT: usize = 0x8500;
export const NAMES_AT: usize = 0x8900;
export const OPEN_AT: usize = 0x18000;
export const SLOT_MAP_AT: usize = 0x1c000;
export const GROUPS_AT: usize = 0x1c400;
export const ENTRIES_AT: usize = 0x20000;
export const MARGIN_AT: usize = 0x80000;
export const RING_AT: usize = 0x84000;

/** Places of the hash table, a power of two. */
export const TYPE_SLOTS: i32 = 1024;
export const MOST_NODES: i32 = 32;
export const MOST_NEEDLES: i32 = 32;
/** Of all record types, of nodes of 300 bytes and needles of 800. */
export const NAMES_BYTES: i32 = 0xf000;
/** How many open events there is room for, and what their slots are below. */
export const MOST_OPEN: i32 = 1024;
export const MOST_SLOTS: i32 = 4096;
export const MOST_ENTRIES: i32 = 8192;
/** Longest line, newline included. */
export const LINE_MAX: usize = 8969;

/** Neighbouring lines of one event: two f64, the others i32. */
export const ENTRY: usize = 48;
export const ENTRY_SEC: usize = 0;
export const ENTRY_SERIAL: usize = 8;
export const ENTRY_START: usize = 16;
export const ENTRY_END: usize = 20;
/** Of the first line. */
export const ENTRY_TYPE: usize = 24;
export const ENTRY_MILLI: usize = 28;
/** 0: none. */
export const ENTRY_NODE: usize = 32;
export const ENTRY_FLAGS: usize = 36;
export const ENTRY_LINES: usize = 40;
/** Of its event, which is new then, or -1. */
export const ENTRY_SLOT: usize = 44;

/** A line holds a needle. */
export const HIT: i32 = 1;
/** A line that the kernel does not read. */
export const SLOW: i32 = 2;
/** It has no newline. */
export const CUT: i32 = 4;
/** The first record is of a type that makes its event complete. */
export const SINGLE: i32 = 8;
/** The entry waits, but its event has left. */
export const LEFT: i32 = 16;

/** First and last eight bytes of the name u64, its address and length u32, code i32. Length 0: free. */
export const TYPE: usize = 32;
export const TYPE_FIRST: usize = 0;
export const TYPE_LAST: usize = 8;
export const TYPE_ADDRESS: usize = 16;
export const TYPE_LENGTH: usize = 20;
/** Its number × 2, plus 1 when a record of it cannot be followed by others of its event. */
export const TYPE_CODE: usize = 24;

/** One of the list of types' names, which stand one behind the other: i32 both. */
export const NAME: usize = 8;
export const NAME_LENGTH: usize = 0;
export const NAME_CODE: usize = 4;

/** u32 both. */
export const NODE: usize = 8;
export const NODE_ADDRESS: usize = 0;
export const NODE_LENGTH: usize = 4;

/** u32 each: text, its next hit, one of the kinds, a value, and the places of the two rarest bytes of the text. */
export const NEEDLE: usize = 32;
export const NEEDLE_TEXT: usize = 0;
export const NEEDLE_LENGTH: usize = 4;
export const NEEDLE_NEXT: usize = 8;
export const NEEDLE_KIND: usize = 12;
export const NEEDLE_VALUE: usize = 16;
export const NEEDLE_VALUE_LENGTH: usize = 20;
export const NEEDLE_RARE: usize = 24;
export const NEEDLE_OTHER: usize = 28;

/** An open event, first to be released first: f64, i32, i32. */
export const OPEN: usize = 16;
export const OPEN_SEC: usize = 0;
export const OPEN_SLOT: usize = 8;
/** 1: it waits for no more records. */
export const OPEN_COMPLETE: usize = 12;

/** An event of a batch (log/batch.ts), f64 each. */
export const ROW: usize = 32;
export const ROW_SEC: usize = 0;
export const ROW_MILLI: usize = 8;
export const ROW_SERIAL: usize = 16;
export const ROW_LINES: usize = 24;

/** A line of a batch, i32 each: start, first 0x1D or end, end; record type × 2, plus 1 when it had its newline. */
export const LINE: usize = 16;
export const LINE_START: usize = 0;
export const LINE_TEXT_END: usize = 4;
export const LINE_END: usize = 8;
export const LINE_KIND: usize = 12;

/** Kinds of needles (needle.ts). */
export const KIND_TEXT: u32 = 0;
export const KIND_UNSIGNED: u32 = 1;
export const KIND_SIGNED: u32 = 2;
export const KIND_HEX: u32 = 3;
export const KIND_STRING: u32 = 4;
export const KIND_ADDRESS: u32 = 5;
export const KIND_HOST: u32 = 6;
export const KIND_UNLIKE: u32 = 7;
