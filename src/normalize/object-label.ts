/** OBJ_LABEL of multi-record events. */
import { PATH } from '../tables/generated/record-type.js';
import type { FieldCursor } from './cursor.js';
import { type FieldRef, fieldOf, NO_FIELD } from './field-ref.js';
import type { EventFields } from './fields.js';

/** The first `obj` behind `mode`, from the start of `record`; pinned to it. */
export function labelOf(fields: EventFields, cursor: FieldCursor, record: number): FieldRef {
  cursor.moveTo(record);
  const mode = cursor.find('mode');
  if (mode < 0) return NO_FIELD;
  const label = fields.indexOf(record, fieldOf(mode), 'obj');
  return label < 0 ? NO_FIELD : fields.at(record, label);
}

/**
 * The first PATH record that is no PARENT; the first PARENT if there is no other; -1: none. A record without `nametype`
 * stands for the next one that has it, and ends the search if there is none.
 */
export function labelledRecord(fields: EventFields, cursor: FieldCursor): number {
  let parent = -1;
  for (let record = 0; record < fields.records.length; record++) {
    if (fields.records[record]?.type !== PATH) continue;
    cursor.moveTo(record);
    const nametype = cursor.find('nametype');
    if (nametype < 0) return -1;
    record = cursor.record;
    if (fields.raw(nametype) !== 'PARENT') return record;
    if (parent < 0 && record > 0) parent = record;
  }
  return parent;
}
