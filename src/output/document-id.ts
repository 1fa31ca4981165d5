/** Names of events that are the same in every run. */
import { createHash } from 'node:crypto';
import type { AuditEvent, EventId } from '../log/event.js';
import { literal, type Piece } from '../log/parts/pattern.js';
import { threeDigits } from './utc-time.js';

/** The same event has the same id in every run, so sending a log twice stores it once. */
export function documentId({ sec, milli, serial, records }: AuditEvent): string {
  let texts = ''; // in one call, as that takes longer than hashing
  for (const { text } of records) texts += `${text}\n`;
  const hash = createHash('sha256').update(texts, 'latin1').digest('hex');
  return `${sec}.${threeDigits(milli)}-${serial}-${hash.slice(0, 16)}`;
}

/** Tells a process that the log has no number for from others. */
export function eventUid({ sec, milli, serial }: EventId): string {
  return `${sec}.${threeDigits(milli)}:${serial}`;
}

const EPOCH: readonly Piece[] = [{ kind: 'second' }, literal('.'), { kind: 'milli digits' }];
const SERIAL: Piece = { kind: 'serial' };

/** The same as pieces. */
export const DOCUMENT_ID: readonly Piece[] = [...EPOCH, literal('-'), SERIAL, literal('-'), { kind: 'digest' }];
export const EVENT_UID: readonly Piece[] = [...EPOCH, literal(':'), SERIAL];
