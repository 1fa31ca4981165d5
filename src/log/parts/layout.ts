/**
 * The memory of the parts kernel, in bytes: for the kernel and TypeScript alike, and asserted when the kernel is built
 * (build/kernel-layouts.ts).
 *
 *   0x400   records  what is asked: where the records of an event stand
 *   0x800   parts    what is found: head, passing values and rest of each
 *   0xc00   passing  the passing values of all of them
 *   0xe00   labels   what stands before passing values
 *   0x1000  patience by tag: how often asking may still fail
 *   0x5000  places   of the ranges that are remembered; four of them are one row of a hash table
 *   0x25000 headers  `type=NAME msg=audit(` of each type that came
 *   0x35000 keys     the bytes of ranges, in the order in which their places were first used: few pages of memory
 *   0x436000 bytes   a batch, or the records of one event
 *   0x5b7000 steps   of the shapes of events, a hash table
 *   0x6f7000 …       what is asked of a whole batch and found: headers by type, shapes, process ids, nodes, those of events, events, lines
 *   0x86f000 …       how events of a shape are written (pattern.ts): patterns, their pieces and literals; texts of a second
 *                  and where its digits stand in them, the identity of an event, what hashing needs; values with their texts,
 *                  the text of a new one; what was written
 *   0x146a000 …      shapes whose events are counted: how often each came, those that came in their order; a range without
 *                  the numbers that do not count; what of records counts, by type; by place: the number of its key,
 *                  process ids that do not count; where the rows begin that were written; digests that were asked for, and
 *                  what is hashed
 */
export const RECORDS_AT = 0x400;
export const PARTS_AT = 0x800;
export const PASSING_AT = 0xc00;
export const LABELS_AT = 0xe00;
export const PATIENCE_AT = 0x1000;
export const PLACES_AT = 0x5000;
export const HEADERS_AT = 0x25000;
export const KEYS_AT = 0x35000;
export const BYTES_AT = 0x436000;
export const STEPS_AT = 0x5b7000;
export const TYPE_HEADERS_AT = 0x6f7000;
export const SHAPES_AT = 0x6ff000;
export const PIDS_AT = 0x707000;
export const NODES_AT = 0x70f000;
export const EVENT_NODES_AT = 0x717000;
export const EVENTS_AT = 0x71f000;
export const LINES_AT = 0x75f000;
export const PATTERNS_AT = 0x86f000;
export const PIECES_AT = 0x87f000;
export const LITERALS_AT = 0xa7f000;
export const TIME_LENGTHS_AT = 0x127f000;
export const DIGITS_AT = 0x127f040;
export const TIME_TEXTS_AT = 0x127f100;
export const IDENTITY_AT = 0x127f500;
export const HASH_CONSTANTS_AT = 0x127f900;
export const HASH_STATE_AT = 0x127fa00;
export const HASH_WORDS_AT = 0x127fa80;
export const VALUES_AT = 0x1280000;
export const VALUE_BYTES_AT = 0x12e0000;
export const TEXT_AT = 0x13e0000;
export const WRITTEN_AT = 0x13e1000;
export const KNOWN_AT = 0x146a000;
export const CAME_AT = 0x148a000;
export const ALIKE_AT = 0x149a000;
export const REGARDS_AT = 0x149a200;
export const KEY_NUMBERS_AT = 0x149c000;
export const ALIKE_PIDS_AT = 0x14a4000;
export const ROWS_AT = 0x14b4000;
export const DIGESTS_AT = 0x14f4000;
export const LANES_AT = 0x14f5800;
export const HASH_BLOCKS_AT = 0x14f5880;
export const MEMORY_END = 0x14f6000;

/** Records of one event that have parts, and passing values: bits of a small integer. */
export const MOST_RECORDS = 32;
export const MOST_PASSING = 30;
export const MOST_LABELS = 16;
export const TAGS = 4096;
export const PLACES = 8192;
/** Bytes of a range that is remembered. */
export const LONGEST = 512;
/** Types below have shapes. */
export const TYPES = 4096;
export const STEPS = 65536;
export const MOST_EVENTS = 8192;
/** Of a batch, the one that is no node too. */
export const MOST_NODES = 4096;
export const MOST_LINES = 65536;
export const HEADERS_BYTES = 0x10000;
/** Shapes whose events are counted. */
export const MOST_KNOWN = 16384;
/** Records in more bytes have no parts: a batch has less, an event that is larger does not come again. */
export const MOST_BYTES = 0x180000;

/** A record, u32 each: its type's header, where that should be, end of the text, end; its type. */
export const RECORD = 24;
export const RECORD_HEADER = 0;
/** 0: do not look. */
export const RECORD_HEADER_LENGTH = 4;
export const RECORD_START = 8;
export const RECORD_TEXT_END = 12;
export const RECORD_END = 16;
export const RECORD_TYPE = 20;

/** Its parts, i32 each; -1 is no place. */
export const PARTS = 28;
export const PARTS_BODY = 0;
export const PARTS_HEAD = 4;
export const PARTS_HEAD_NUMBER = 8;
export const PARTS_FIRST = 12;
export const PARTS_PASSING_END = 16;
export const PARTS_REST = 20;
export const PARTS_REST_NUMBER = 24;

/** A passing value, u32 each: where its label starts, where it starts and ends; the number of its record. */
export const PASSING = 16;
export const PASSING_LABEL = 0;
export const PASSING_START = 4;
export const PASSING_END = 8;
export const PASSING_RECORD = 12;

/** u64 text, u64 mask, u32 length. */
export const LABEL = 24;
export const LABEL_TEXT = 0;
export const LABEL_MASK = 8;
export const LABEL_LENGTH = 16;

/** u32 each. */
export const PLACE = 16;
export const PLACE_HASH = 0;
/** 0: free. */
export const PLACE_LENGTH = 4;
export const PLACE_TAG = 8;
export const PLACE_NUMBER = 12;

/** u32 each: the step before, the number of a range behind it, the number of this step; 0: free. */
export const STEP = 20;
export const STEP_FROM = 0;
export const STEP_RANGE = 4;
export const STEP_NUMBER = 8;
/**
 * What is known of events whose last range this is. To be written: the number of a pattern, from 1; not yet known; they do not
 * match. To be counted: the number of what is known, from 1.
 */
export const STEP_PATTERN = 12;
export const NO_PATTERN = 0;
export const NO_MATCH = 0xffffffff;
/** Passing values that count, too, by bit: their numbers follow as steps. */
export const STEP_ASKS = 16;

export const MOST_PATTERNS = 8192;
export const MOST_PIECES = 131072;
/** As many as of documents that are remembered (`normalize/event-shapes.ts`). */
export const LITERALS_BYTES = 0x800000;
export const MOST_TIMES = 4;
export const LONGEST_TIME = 128;
export const MOST_DIGIT_PAIRS = 16;
export const LONGEST_IDENTITY = 0x400;
/** Places of a hash table, half of which are used. */
export const VALUES = 16384;
export const VALUE_BYTES = 0x100000;
export const LONGEST_TEXT = 1024;
/** So many bytes are handed over; an event, which has less, has room behind them. */
export const WRITTEN_FULL = 0x40000;
/** The same of numbered rows. */
export const ROWS_FULL = 0x8000;

/** Its first piece and how many they are, u32 both. */
export const PATTERN = 8;
export const PATTERN_FIRST = 0;
export const PATTERN_COUNT = 4;

/** i32 each: one of the kinds; what is written, as the kind says. */
export const PIECE = 16;
export const PIECE_KIND = 0;
export const PIECE_FIRST = 4;
export const PIECE_LAST = 8;
/** Under which the value's text is known. */
export const PIECE_READING = 12;

/** Bytes: address and length. */
export const PIECE_LITERAL = 0;
/** A text of the event's second, by its number. */
export const PIECE_TIME = 1;
/** From the label of a passing value to the end of another; the same without the label. */
export const PIECE_LABELLED = 2;
export const PIECE_VALUE = 3;
/** The text of these bytes; the same, but a decimal number is its own. */
export const PIECE_TEXT = 4;
export const PIECE_NAMED = 5;
/** The line of a record, by its number, up to where its rest begins. */
export const PIECE_RECORD = 6;
/** Numbers of the event; the one with three digits at least. */
export const PIECE_SECOND = 7;
export const PIECE_SERIAL = 8;
export const PIECE_MILLI = 9;
export const PIECE_MILLI_DIGITS = 10;
/** What of the event was written once. */
export const PIECE_IDENTITY = 11;
/** Other pieces: the first, how many. */
export const PIECE_PART = 12;
/** Of the texts of the event's records. */
export const PIECE_DIGEST = 13;
/** The process id of the event, where it has one that does not count (regard.ts). */
export const PIECE_PID = 14;
/** The number of the row that begins here. */
export const PIECE_ROW = 15;
/** The line of a record, by its number, without the names that the log added and without its newline; the same with the names. */
export const PIECE_LINE = 16;
export const PIECE_LINE_NAMES = 17;

/**
 * Messages that are hashed at a time. Rounds of SHA-256, each with a constant, u32, and a word of each message, and words of
 * the state of each; bytes of a block, with those that may be overwritten behind it.
 */
export const HASH_LANES = 4;
export const HASH_ROUNDS = 64;
export const HASH_STATE = 8;
export const HASH_BLOCK = 80;

/** A digest that was asked for, u32 each: its lines and where its digits stand. */
export const DIGEST = 12;
export const DIGEST_LINES = 0;
export const DIGEST_LINES_END = 4;
export const DIGEST_PLACE = 8;
/** So many are put in their places; an event asks for no more, as there would be no room for its output. */
export const DIGESTS_FULL = 256;

/** What is hashed in a lane, u32 each: its line, the next byte, where lines end; bytes so far; the digits' place; a state. */
export const LANE = 24;
export const LANE_LINE = 0;
export const LANE_FROM = 4;
export const LANE_LINES_END = 8;
export const LANE_BYTES = 12;
export const LANE_PLACE = 16;
export const LANE_STATE = 20;
/** Nothing is hashed; texts; the padding has begun; the block is the last one. */
export const STATE_IDLE = 0;
export const STATE_TEXT = 1;
export const STATE_PADDED = 2;
export const STATE_LAST = 3;

/** Why writing stopped: nothing is left; enough is written; an event, its second or a value is not known. */
export const STOP_DONE = 0;
export const STOP_FULL = 1;
export const STOP_EVENT = 2;
export const STOP_SECOND = 3;
export const STOP_VALUE = 4;

/** u32 each: under which reading, address and length of the value and of its text. Length of the value 0: free. */
export const VALUE = 20;
export const VALUE_READING = 0;
export const VALUE_KEY = 4;
export const VALUE_KEY_LENGTH = 8;
export const VALUE_TEXT = 12;
export const VALUE_TEXT_LENGTH = 16;

/** Where a type's header stands, u32 each. */
export const TYPE_HEADER = 8;
export const TYPE_HEADER_ADDRESS = 0;
/** 0: there is none. */
export const TYPE_HEADER_LENGTH = 4;

/** What of a record belongs to its event's shape (regard.ts), u8 by type: all of it; its type; nothing. */
export const REGARD_ALL = 0;
export const REGARD_TYPE = 1;
export const REGARD_NOTHING = 2;

/** Process ids among the numbers of a range that do not count, all the same: how many; which. i32 each. */
export const ALIKE_PIDS = 8;
export const ALIKE_PIDS_COUNT = 0;
export const ALIKE_PIDS_VALUE = 4;

/** How often events of a shape came; whether their process ids are told. u32 each. */
export const KNOWN = 8;
export const KNOWN_TIMES = 0;
export const KNOWN_TELLS = 4;

/** A node of a batch: its number, i32, and how long `node=NAME ` is; the first one is none. Events have the place of theirs. */
export const NODE = 8;
export const NODE_NUMBER = 0;
export const NODE_LENGTH = 4;

/** An event of a batch, f64 each. */
export const EVENT = 32;
export const EVENT_SEC = 0;
export const EVENT_MILLI = 8;
export const EVENT_SERIAL = 16;
export const EVENT_RECORDS = 24;

/** A line of a batch, i32 each: start, end of the text and end, from the first of the bytes; type × 2, plus 1 with its newline. */
export const LINE = 16;
export const LINE_START = 0;
export const LINE_TEXT_END = 4;
export const LINE_END = 8;
export const LINE_KIND = 12;
