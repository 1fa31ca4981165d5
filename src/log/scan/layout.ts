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
export const TYPES_AT = 0x400;
export const NODES_AT = 0x8400;
export const NEEDLES_AT = 0x8500;
export const NAMES_AT = 0x8900;
export const OPEN_AT = 0x18000;
export const SLOT_MAP_AT = 0x1c000;
export const GROUPS_AT = 0x1c400;
export const ENTRIES_AT = 0x20000;
export const MARGIN_AT = 0x80000;
export const RING_AT = 0x84000;

/** Places of the hash table, a power of two. */
export const TYPE_SLOTS = 1024;
export const MOST_NODES = 32;
export const MOST_NEEDLES = 32;
/** Of all record types, of nodes of 300 bytes and needles of 800. */
export const NAMES_BYTES = 0xf000;
/** How many open events there is room for, and what their slots are below. */
export const MOST_OPEN = 1024;
export const MOST_SLOTS = 4096;
export const MOST_ENTRIES = 8192;
/** Longest line, newline included. */
export const LINE_MAX = 8969;

/** Neighbouring lines of one event: two f64, the others i32. */
export const ENTRY = 48;
export const ENTRY_SEC = 0;
export const ENTRY_SERIAL = 8;
export const ENTRY_START = 16;
export const ENTRY_END = 20;
/** Of the first line. */
export const ENTRY_TYPE = 24;
export const ENTRY_MILLI = 28;
/** 0: none. */
export const ENTRY_NODE = 32;
export const ENTRY_FLAGS = 36;
export const ENTRY_LINES = 40;
/** Of its event, which is new then, or -1. */
export const ENTRY_SLOT = 44;

/** A line holds a needle. */
export const HIT = 1;
/** A line that the kernel does not read. */
export const SLOW = 2;
/** It has no newline. */
export const CUT = 4;
/** The first record is of a type that makes its event complete. */
export const SINGLE = 8;
/** Its event has left, whether the entry waits or is kept. */
export const LEFT = 16;

/** First and last eight bytes of the name u64, its address and length u32, code i32. Length 0: free. */
export const TYPE = 32;
export const TYPE_FIRST = 0;
export const TYPE_LAST = 8;
export const TYPE_ADDRESS = 16;
export const TYPE_LENGTH = 20;
/** Its number × 2, plus 1 when a record of it cannot be followed by others of its event. */
export const TYPE_CODE = 24;

/** One of the list of types' names, which stand one behind the other: i32 both. */
export const NAME = 8;
export const NAME_LENGTH = 0;
export const NAME_CODE = 4;

/** u32 both. */
export const NODE = 8;
export const NODE_ADDRESS = 0;
export const NODE_LENGTH = 4;

/** u32 each: text, its next hit, one of the kinds, a value, and the places of the two rarest bytes of the text. */
export const NEEDLE = 32;
export const NEEDLE_TEXT = 0;
export const NEEDLE_LENGTH = 4;
export const NEEDLE_NEXT = 8;
export const NEEDLE_KIND = 12;
export const NEEDLE_VALUE = 16;
export const NEEDLE_VALUE_LENGTH = 20;
export const NEEDLE_RARE = 24;
export const NEEDLE_OTHER = 28;

/** An open event, first to be released first: f64, i32, i32. */
export const OPEN = 16;
export const OPEN_SEC = 0;
export const OPEN_SLOT = 8;
/** 1: it waits for no more records. */
export const OPEN_COMPLETE = 12;

/** An event of a batch (log/batch.ts), f64 each. */
export const ROW = 32;
export const ROW_SEC = 0;
export const ROW_MILLI = 8;
export const ROW_SERIAL = 16;
export const ROW_LINES = 24;

/** A line of a batch, i32 each: start, first 0x1D or end, end; record type × 2, plus 1 when it had its newline. */
export const LINE = 16;
export const LINE_START = 0;
export const LINE_TEXT_END = 4;
export const LINE_END = 8;
export const LINE_KIND = 12;

/** Kinds of needles (needle.ts). */
export const KIND_TEXT = 0;
export const KIND_UNSIGNED = 1;
export const KIND_SIGNED = 2;
export const KIND_HEX = 3;
export const KIND_STRING = 4;
export const KIND_ADDRESS = 5;
export const KIND_HOST = 6;
export const KIND_UNLIKE = 7;
export const KIND_UNLIKE_WORD = 8;
