/** A field of the event: record number and field number in one small integer; `NO_FIELD` is none. */
export type FieldRef = number;
export const NO_FIELD: FieldRef = -1;

// A log line has room for some 3,000 fields; an event with more records than this is no real one.
const FIELD_BITS = 13;
export const MAX_FIELDS: number = (1 << FIELD_BITS) - 1;
export const MAX_RECORDS: number = 1 << 17;

export function fieldRef(record: number, field: number): FieldRef {
  return (record << FIELD_BITS) | field;
}

export function recordOf(ref: FieldRef): number {
  return ref >> FIELD_BITS;
}

export function fieldOf(ref: FieldRef): number {
  return ref & MAX_FIELDS;
}
