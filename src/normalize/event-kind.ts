/** EVENT_KIND by the type of an output event's first record: `tables/event-kinds.tsv`. */
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';

const kinds = new Map<number, string>();

export function eventKind(type: number): string {
  let kind = kinds.get(type);
  if (kind === undefined) {
    const row = rows(tables.eventKinds).find(({ first_type, last_type }) => type >= first_type && type <= last_type);
    kind = row?.event_kind ?? 'unknown';
    kinds.set(type, kind);
  }
  return kind;
}
