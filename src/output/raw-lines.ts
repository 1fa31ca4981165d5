/** The records of an event as they were logged, one a line, in a JSON string. */
import type { AuditEvent } from '../log/event.js';
import { type EventParts, isUsualHead } from '../log/parts/event-parts.js';
import { literal, type Piece } from '../log/parts/pattern.js';
import type { AuditRecord } from '../log/record.js';
import { hasOddNode } from './json-records.js';
import { jsonInside } from './json-text.js';

export function rawLines({ records }: Pick<AuditEvent, 'records'>): string {
  return records.map(({ line }) => line).join('\n');
}

/** How they are written, without quotes, in all events of the shape that the parts were read of; undefined: each for itself. */
export function linePieces(records: readonly AuditRecord[], parts: EventParts<never>): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  for (const [i, record] of records.entries()) {
    const own = i < parts.count && !hasOddNode(record) ? parts.records[i] : undefined;
    if (own?.rest === undefined) return undefined;
    const { head, firstPassing } = own;
    if (head !== undefined && !isUsualHead(record, own, parts.labelStart(firstPassing))) return undefined;
    // Header, head and passing values need no escapes.
    const rest = record.bytes.toString('latin1', parts.restStart(own), record.end);
    pieces.push({ kind: 'record', number: i }, literal(jsonInside(i + 1 < records.length ? `${rest}\n` : rest)));
  }
  return pieces;
}
