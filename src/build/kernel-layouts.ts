/** What the numbers in `log/NAME/layout.ts` mean: asserted before the kernel of that name is compiled. */
import * as parts from '../log/parts/layout.js';
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
  ],
  end: 'MEMORY_END',
};

/** Throws when a kernel's memory is not as it should be. */
export function assertLayouts(): void {
  const faults = layoutFaults(parts, PARTS_LAYOUT).map((fault) => `log/parts/layout.ts: ${fault}`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
}
