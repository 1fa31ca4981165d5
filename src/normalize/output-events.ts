/**
 * Cutting a searched event into output events: a record of a closing type ends one. The closing types are those whose
 * events are complete at once when they come first.
 */

import type { AuditRecord } from '../log/record.js';
import { EOE } from '../tables/generated/record-type.js';
import { isSingleRecordType } from '../tables/record-types.js';

/** The record lists of the output events, in order. Mostly there is one: the event's own list. */
export function outputEvents(records: readonly AuditRecord[]): readonly (readonly AuditRecord[])[] {
  if (isWhole(records)) return [records];
  const events: AuditRecord[][] = [];
  let open: AuditRecord[] = [];
  for (const record of records) {
    if (record.type === EOE && open.length === 0) continue;
    open.push(record);
    if (isSingleRecordType(record.type)) {
      events.push(open);
      open = [];
    }
  }
  if (open.length > 0) events.push(open);
  return events;
}

function isWhole(records: readonly AuditRecord[]): boolean {
  return records[0]?.type !== EOE && !records.some(({ type }, i) => i < records.length - 1 && isSingleRecordType(type));
}
