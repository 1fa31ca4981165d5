/** Choosing the PATH record that an action is about. */
import { PATH } from '../tables/generated/record-type.js';
import type { FieldCursor } from './cursor.js';
import { type FieldRef, fieldOf, NO_FIELD } from './field-ref.js';
import type { EventFields } from './fields.js';

export interface ChosenPath {
  readonly record: number;
  readonly name: FieldRef;
  readonly inode: FieldRef;
  /** The kind that the file type in `mode` stands for. */
  readonly kind: string | undefined;
  /** True when `mode` was found too: only then has the record a label of its own (mount). */
  readonly hasMode: boolean;
}

/** S_IFMT of `mode`, as it is written in octal. */
const FILE_TYPE = 0o170000;
const KINDS: ReadonlyMap<number, string> = new Map([
  [0o100000, 'file'],
  [0o040000, 'directory'],
  [0o120000, 'symlink'],
  [0o020000, 'character-device'],
  [0o060000, 'block-device'],
  [0o010000, 'fifo'],
  [0o140000, 'socket'],
]);

/**
 * Searches from record `start`, or from record `otherwise` when the event is too short for that; -1: no such record.
 * BUG? The start numbers assume one order of records: calls without CWD and failed execve lose their object.
 */
export function choosePath(
  fields: EventFields,
  cursor: FieldCursor,
  start: number,
  otherwise: number,
): ChosenPath | undefined {
  const count = fields.records.length;
  const first = start < count ? start : otherwise;
  if (first < 0 || first >= count) return undefined;
  const record = chooseRecord(fields, cursor, first);
  if (record < 0 || fields.records[record]?.type !== PATH) return undefined;
  // BUG? The numbers of fields found in a later record are used in this one.
  cursor.moveTo(record);
  const name = pinned(fields, record, cursor.find('name'));
  const inodeHit = cursor.find('inode');
  const mode = inodeHit < 0 ? NO_FIELD : cursor.find('mode');
  const kind = mode < 0 ? undefined : fileKind(fields.raw(mode));
  return { record, name, inode: pinned(fields, record, inodeHit), kind, hasMode: mode >= 0 };
}

function chooseRecord(fields: EventFields, cursor: FieldCursor, first: number): number {
  let parent = -1;
  cursor.moveTo(first);
  for (;;) {
    const nametype = cursor.find('nametype');
    if (nametype < 0) return parent;
    if (fields.raw(nametype) !== 'PARENT') return cursor.record;
    if (parent < 0) parent = cursor.record;
    if (cursor.record + 1 >= fields.records.length) return -1;
    cursor.moveTo(cursor.record + 1);
  }
}

/** The same field number in `record`, if that record has as many fields. */
export function pinned(fields: EventFields, record: number, ref: FieldRef): FieldRef {
  return ref < 0 ? NO_FIELD : fields.at(record, fieldOf(ref));
}

function fileKind(mode: string): string | undefined {
  return KINDS.get(octal(mode) & FILE_TYPE);
}

function octal(digits: string): number {
  let value = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 7) break;
    value = ((value << 3) | digit) & 0xffffff;
  }
  return value;
}
