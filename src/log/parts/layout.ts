/**
 * The memory of the parts kernel, in bytes: for parts.as.ts and event-parts.ts alike, and asserted when the kernel is built
 * (build/kernel-layouts.ts).
 *
 *   0x400   records  what is asked: where the records of an event stand
 *   0x800   parts    what is found: head, passing values and rest of each
 *   0xc00   passing  the passing values of all of them
 *   0xe00   labels   what stands before passing values
 *   0x1000  patience by tag: how often asking may still fail
 *   0x5000  places   of the ranges that are remembered; four of them are one row of a hash table
 *   0x25000 headers  `type=NAME msg=audit(` of each type that came
 *   0x35000 keys     by place: the range's bytes
 *   0x436000 bytes   a batch, or the records of one event
 *   0x5b7000 steps   of the shapes of events, a hash table
 *   0x677000 …       what is asked of a whole batch and found: headers by type, shapes, process ids, nodes, events, lines
 */
export const RECORDS_AT: usize = 0x400;
export const PARTS_AT: usize = 0x800;
export const PASSING_AT: usize = 0xc00;
export const LABELS_AT: usize = 0xe00;
export const PATIENCE_AT: usize = 0x1000;
export const PLACES_AT: usize = 0x5000;
export const HEADERS_AT: usize = 0x25000;
export const KEYS_AT: usize = 0x35000;
export const BYTES_AT: usize = 0x436000;
export const STEPS_AT: usize = 0x5b7000;
export const TYPE_HEADERS_AT: usize = 0x677000;
export const SHAPES_AT: usize = 0x67f000;
export const PIDS_AT: usize = 0x687000;
export const NODES_AT: usize = 0x68f000;
export const EVENTS_AT: usize = 0x69f000;
export const LINES_AT: usize = 0x6df000;
export const MEMORY_END: usize = 0x7df000;

/** Records of one event that have parts, and passing values: bits of a small integer. */
export const MOST_RECORDS: i32 = 32;
export const MOST_PASSING: i32 = 30;
export const MOST_LABELS: i32 = 16;
export const TAGS: i32 = 4096;
export const PLACES: u32 = 8192;
/** Bytes of a range that is remembered. */
export const LONGEST: usize = 512;
/** Types below have shapes. */
export const TYPES: u32 = 4096;
export const STEPS: u32 = 65536;
export const MOST_EVENTS: i32 = 8192;
export const MOST_LINES: i32 = 65536;
export const HEADERS_BYTES: usize = 0x10000;
/** Records in more bytes have no parts: a batch has less, an event that is larger does not come again. */
export const MOST_BYTES: usize = 0x180000;

/** A record, u32 each: its type's header, where that should be, end of the text, end; its type. */
export const RECORD: usize = 24;
export const RECORD_HEADER: usize = 0;
/** 0: do not look. */
export const RECORD_HEADER_LENGTH: usize = 4;
export const RECORD_START: usize = 8;
export const RECORD_TEXT_END: usize = 12;
export const RECORD_END: usize = 16;
export const RECORD_TYPE: usize = 20;

/** Its parts, i32 each; -1 is no place. */
export const PARTS: usize = 28;
export const PARTS_BODY: usize = 0;
export const PARTS_HEAD: usize = 4;
export const PARTS_HEAD_NUMBER: usize = 8;
export const PARTS_FIRST: usize = 12;
export const PARTS_PASSING_END: usize = 16;
export const PARTS_REST: usize = 20;
export const PARTS_REST_NUMBER: usize = 24;

/** A passing value, u32 each: where its label starts, where it starts and ends; the number of its record. */
export const PASSING: usize = 16;
export const PASSING_LABEL: usize = 0;
export const PASSING_START: usize = 4;
export const PASSING_END: usize = 8;
export const PASSING_RECORD: usize = 12;

/** u64 text, u64 mask, u32 length. */
export const LABEL: usize = 24;
export const LABEL_TEXT: usize = 0;
export const LABEL_MASK: usize = 8;
export const LABEL_LENGTH: usize = 16;

/** u32 each. */
export const PLACE: usize = 16;
export const PLACE_HASH: usize = 0;
/** 0: free. */
export const PLACE_LENGTH: usize = 4;
export const PLACE_TAG: usize = 8;
export const PLACE_NUMBER: usize = 12;

/** u32 each: the step before, the number of a range behind it, the number of this step; 0: free. */
export const STEP: usize = 12;
export const STEP_FROM: usize = 0;
export const STEP_RANGE: usize = 4;
export const STEP_NUMBER: usize = 8;

/** Address and length of a type's header, u32 each. */
export const TYPE_HEADER: usize = 8;

/** The node of an event: its number, i32, and how long `node=NAME ` is. */
export const NODE: usize = 8;
export const NODE_NUMBER: usize = 0;
export const NODE_LENGTH: usize = 4;

/** An event of a batch, f64 each. */
export const EVENT: usize = 32;
export const EVENT_SEC: usize = 0;
export const EVENT_MILLI: usize = 8;
export const EVENT_SERIAL: usize = 16;
export const EVENT_RECORDS: usize = 24;

/** A line of a batch, i32 each: start, end of the text and end, from the first of the bytes; type × 2, plus 1 with its newline. */
export const LINE: usize = 16;
export const LINE_START: usize = 0;
export const LINE_TEXT_END: usize = 4;
export const LINE_END: usize = 8;
export const LINE_KIND: usize = 12;
