/**
 * The memory of the skeleton kernel, in bytes: for the kernel and TypeScript alike, and asserted when the kernel is built
 * (build/kernel-layouts.ts).
 *
 *   0x400    parts     what each byte may be part of (passing-value.ts)
 *   0x500    values    those that were left out of the event that was read last
 *   0x2000   kept      what is left of it
 *   0x5000   places    hash table of skeletons: their numbers, from 1
 *   0x15000  entries   where the texts of skeletons are, by number
 *   0x2d000  bytes     a batch
 *   0x17d000 lines     of the batch
 *   0x27d000 texts     of skeletons, one behind the other
 */
export const PARTS_AT = 0x400;
export const VALUES_AT = 0x500;
export const KEPT_AT = 0x2000;
export const PLACES_AT = 0x5000;
export const ENTRIES_AT = 0x15000;
export const BYTES_AT = 0x2d000;
export const LINES_AT = 0x17d000;
export const TEXTS_AT = 0x27d000;
export const MEMORY_END = 0xa7d000;

/** Bits of a byte's part. */
export const DIGIT = 1;
export const LOWER_HEX = 2;
export const UPPER_HEX = 4;
export const IN_STAMP = 8;
export const IN_QUOTES = 16;
export const IN_NODE = 32;

/** Which value is meant, by its name; numbers and names of files are told from each other, the others need not be. */
export const STAMP = 1;
export const PID = 2;
export const PPID = 3;
export const SESSION = 4;
export const EXIT = 5;
export const FILE_NAME = 6;
export const OTHER_NUMBER = 7;
export const OTHER_TEXT = 8;
export const NODE = 9;

/** Values that are left out, at most; a byte tells which is the same. */
export const MOST_VALUES = 100;
/** i32 all. Start and end in the batch, without quotes. */
export const VALUE = 24;
export const VALUE_MEANING = 0;
export const VALUE_LINE = 4;
export const VALUE_START = 8;
export const VALUE_END = 12;
/** Which of those before it with that name is the same one, else its own place. */
export const VALUE_SAME = 16;
/** What it comes to, if it is a number that columns may have; else -1. */
export const VALUE_NUMBER = 20;

/** Of what is kept, at most, with its marks and what a last step writes too much. */
export const KEPT_ROOM = 8640;

/** When there are more, all are forgotten. */
export const MOST_SKELETONS = 8192;
/** A power of two. */
export const PLACES = 16384;
export const ENTRY = 12;
export const ENTRY_HASH = 0;
export const ENTRY_START = 4;
export const ENTRY_LENGTH = 8;
/** When they would be more, all are forgotten. */
export const TEXTS_BYTES = 0x7ff000;

/** Of a batch, at most; what is read behind the last one is no more than that. */
export const MOST_BYTES = 0x140000;
export const MOST_LINES = 65536;
export const LINE = 16;
export const LINE_START = 0;
export const LINE_TEXT_END = 4;
export const LINE_END = 8;
export const LINE_KIND = 12;

/** Instead of a skeleton's number: the event has none; its own has not been entered. */
export const NONE = -1;
export const UNKNOWN = -2;
