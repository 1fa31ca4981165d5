/** What the numbers in `log/NAME/layout.ts` mean: asserted before the kernel of that name is compiled. */
import * as parts from '../log/parts/layout.js';
import * as scan from '../log/scan/layout.js';
import { type Layout, layoutFaults } from './check-layout.js';

export const PARTS_LAYOUT: Layout<keyof typeof parts> = {
  structs: [
    {
      size: 'RECORD',
      fields: {
        RECORD_HEADER: 4,
        RECORD_HEADER_LENGTH: 4,
        RECORD_START: 4,
        RECORD_TEXT_END: 4,
        RECORD_END: 4,
        RECORD_TYPE: 4,
      },
    },
    {
      size: 'PARTS',
      fields: {
        PARTS_BODY: 4,
        PARTS_HEAD: 4,
        PARTS_HEAD_NUMBER: 4,
        PARTS_FIRST: 4,
        PARTS_PASSING_END: 4,
        PARTS_REST: 4,
        PARTS_REST_NUMBER: 4,
      },
    },
    { size: 'PASSING', fields: { PASSING_LABEL: 4, PASSING_START: 4, PASSING_END: 4, PASSING_RECORD: 4 } },
    { size: 'LABEL', fields: { LABEL_TEXT: 8, LABEL_MASK: 8, LABEL_LENGTH: 4 } },
    { size: 'PLACE', fields: { PLACE_HASH: 4, PLACE_LENGTH: 4, PLACE_TAG: 4, PLACE_NUMBER: 4 } },
    { size: 'STEP', fields: { STEP_FROM: 4, STEP_RANGE: 4, STEP_NUMBER: 4, STEP_PATTERN: 4, STEP_ASKS: 4 } },
    { size: 'PATTERN', fields: { PATTERN_FIRST: 4, PATTERN_COUNT: 4 } },
    { size: 'PIECE', fields: { PIECE_KIND: 4, PIECE_FIRST: 4, PIECE_LAST: 4, PIECE_READING: 4 } },
    {
      size: 'VALUE',
      fields: { VALUE_READING: 4, VALUE_KEY: 4, VALUE_KEY_LENGTH: 4, VALUE_TEXT: 4, VALUE_TEXT_LENGTH: 4 },
    },
    { size: 'TYPE_HEADER', fields: { TYPE_HEADER_ADDRESS: 4, TYPE_HEADER_LENGTH: 4 } },
    { size: 'NODE', fields: { NODE_NUMBER: 4, NODE_LENGTH: 4 } },
    { size: 'EVENT', fields: { EVENT_SEC: 8, EVENT_MILLI: 8, EVENT_SERIAL: 8, EVENT_RECORDS: 8 } },
    { size: 'LINE', fields: { LINE_START: 4, LINE_TEXT_END: 4, LINE_END: 4, LINE_KIND: 4 } },
  ],
  areas: [
    { at: 'RECORDS_AT', room: ['MOST_RECORDS', 'RECORD'] },
    { at: 'PARTS_AT', room: ['MOST_RECORDS', 'PARTS'] },
    { at: 'PASSING_AT', room: ['MOST_PASSING', 'PASSING'] },
    { at: 'LABELS_AT', room: ['MOST_LABELS', 'LABEL'] },
    { at: 'PATIENCE_AT', room: ['TAGS', 4] },
    { at: 'PLACES_AT', room: ['PLACES', 'PLACE'] },
    { at: 'HEADERS_AT', room: ['HEADERS_BYTES'] },
    { at: 'KEYS_AT', room: ['PLACES', 'LONGEST'] },
    { at: 'BYTES_AT', room: ['MOST_BYTES'] },
    { at: 'STEPS_AT', room: ['STEPS', 'STEP'] },
    { at: 'TYPE_HEADERS_AT', room: ['TYPES', 'TYPE_HEADER'] },
    { at: 'SHAPES_AT', room: ['MOST_EVENTS', 4] },
    { at: 'PIDS_AT', room: ['MOST_EVENTS', 4] },
    { at: 'NODES_AT', room: ['MOST_EVENTS', 'NODE'] },
    { at: 'EVENTS_AT', room: ['MOST_EVENTS', 'EVENT'] },
    { at: 'LINES_AT', room: ['MOST_LINES', 'LINE'] },
    { at: 'PPIDS_AT', room: ['MOST_EVENTS', 4] },
    { at: 'EXITS_AT', room: ['MOST_EVENTS', 4] },
    { at: 'PATTERNS_AT', room: ['MOST_PATTERNS', 'PATTERN'] },
    { at: 'PIECES_AT', room: ['MOST_PIECES', 'PIECE'] },
    { at: 'LITERALS_AT', room: ['LITERALS_BYTES'] },
    { at: 'TIME_LENGTHS_AT', room: ['MOST_TIMES', 4] },
    { at: 'DIGITS_AT', room: ['MOST_DIGIT_PAIRS', 4] },
    { at: 'TIME_TEXTS_AT', room: ['MOST_TIMES', 'LONGEST_TIME'] },
    { at: 'IDENTITY_AT', room: ['LONGEST_IDENTITY'] },
    { at: 'VALUES_AT', room: ['VALUES', 'VALUE'] },
    { at: 'VALUE_BYTES_AT', room: ['VALUE_BYTES'] },
    { at: 'TEXT_AT', room: ['LONGEST_TEXT'] },
    { at: 'WRITTEN_AT', room: ['WRITTEN_FULL', 2] },
  ],
  end: 'MEMORY_END',
  codes: [
    [
      'PIECE_LITERAL',
      'PIECE_TIME',
      'PIECE_LABELLED',
      'PIECE_VALUE',
      'PIECE_TEXT',
      'PIECE_NAMED',
      'PIECE_RECORD',
      'PIECE_SECOND',
      'PIECE_SERIAL',
      'PIECE_MILLI',
      'PIECE_MILLI_DIGITS',
      'PIECE_IDENTITY',
      'PIECE_PART',
    ],
    ['STOP_DONE', 'STOP_FULL', 'STOP_EVENT', 'STOP_SECOND', 'STOP_VALUE'],
    ['NO_PATTERN', 'NO_MATCH'],
  ],
};

export const SCAN_LAYOUT: Layout<keyof typeof scan> = {
  structs: [
    {
      size: 'ENTRY',
      fields: {
        ENTRY_SEC: 8,
        ENTRY_SERIAL: 8,
        ENTRY_START: 4,
        ENTRY_END: 4,
        ENTRY_TYPE: 4,
        ENTRY_MILLI: 4,
        ENTRY_NODE: 4,
        ENTRY_FLAGS: 4,
        ENTRY_LINES: 4,
        ENTRY_SLOT: 4,
      },
    },
    { size: 'TYPE', fields: { TYPE_FIRST: 8, TYPE_LAST: 8, TYPE_ADDRESS: 4, TYPE_LENGTH: 4, TYPE_CODE: 4 } },
    { size: 'NAME', fields: { NAME_LENGTH: 4, NAME_CODE: 4 } },
    { size: 'NODE', fields: { NODE_ADDRESS: 4, NODE_LENGTH: 4 } },
    {
      size: 'NEEDLE',
      fields: {
        NEEDLE_TEXT: 4,
        NEEDLE_LENGTH: 4,
        NEEDLE_NEXT: 4,
        NEEDLE_KIND: 4,
        NEEDLE_VALUE: 4,
        NEEDLE_VALUE_LENGTH: 4,
        NEEDLE_RARE: 4,
        NEEDLE_OTHER: 4,
      },
    },
    { size: 'OPEN', fields: { OPEN_SEC: 8, OPEN_SLOT: 4, OPEN_COMPLETE: 4 } },
    { size: 'ROW', fields: { ROW_SEC: 8, ROW_MILLI: 8, ROW_SERIAL: 8, ROW_LINES: 8 } },
    { size: 'LINE', fields: { LINE_START: 4, LINE_TEXT_END: 4, LINE_END: 4, LINE_KIND: 4 } },
  ],
  areas: [
    { at: 'TYPES_AT', room: ['TYPE_SLOTS', 'TYPE'] },
    { at: 'NODES_AT', room: ['MOST_NODES', 'NODE'] },
    { at: 'NEEDLES_AT', room: ['MOST_NEEDLES', 'NEEDLE'] },
    { at: 'NAMES_AT', room: ['NAMES_BYTES'] },
    { at: 'OPEN_AT', room: ['MOST_OPEN', 'OPEN'] },
    { at: 'SLOT_MAP_AT', room: ['MOST_SLOTS', 1 / 8] },
    { at: 'GROUPS_AT', room: ['MOST_NEEDLES', 4] },
    { at: 'ENTRIES_AT', room: ['MOST_ENTRIES', 'ENTRY'] },
    { at: 'MARGIN_AT', room: ['LINE_MAX'] },
  ],
  end: 'RING_AT',
  bits: ['HIT', 'SLOW', 'CUT', 'SINGLE', 'LEFT'],
  codes: [
    [
      'KIND_TEXT',
      'KIND_UNSIGNED',
      'KIND_SIGNED',
      'KIND_HEX',
      'KIND_STRING',
      'KIND_ADDRESS',
      'KIND_HOST',
      'KIND_UNLIKE',
    ],
  ],
};

/** Throws when a kernel's memory is not as it should be. */
export function assertLayouts(): void {
  const faults = [
    ...layoutFaults(parts, PARTS_LAYOUT).map((fault) => `log/parts/layout.ts: ${fault}`),
    ...layoutFaults(scan, SCAN_LAYOUT).map((fault) => `log/scan/layout.ts: ${fault}`),
  ];
  if (faults.length > 0) throw new Error(faults.join('\n'));
}
