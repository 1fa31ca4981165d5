/**
 * Where shipping a stream goes on. It is kept in the store, on the last row of those that were written at once: rows and
 * position are there together or not at all. Logs are known again by how they begin, so they may be renamed, packed
 * and copied in between.
 */
import { createHash } from 'node:crypto';
import { AuditError } from '../errors.js';

/** Bytes that a log is known by. The stamp and serial number in its first line are its own. */
export const HEAD_LENGTH = 512;
/** Logs that are remembered; auditd keeps at most 999 of a set, but those are in order and the last ones suffice. */
const MOST_LOGS = 64;

/** A log of the stream. */
export interface KnownLog {
  /** Where it begins in the stream. */
  readonly start: number;
  /** SHA-256 of its first `length` bytes. */
  readonly head: string;
  readonly length: number;
}

export interface Position {
  /** The logs so far, oldest first; the last one is that in which to go on. */
  readonly logs: readonly KnownLog[];
  /** The place in the stream: all bytes before it are in rows. */
  readonly offset: number;
  /** Events behind it that are stored already: where they begin and end. */
  readonly stored: readonly (readonly [start: number, end: number])[];
}

export const AT_START: Position = { logs: [], offset: 0, stored: [] };

/** Where the stored event begins that begins last. */
export function furthestOf({ offset, stored }: Position): number {
  return stored.reduce((furthest, [start]) => Math.max(furthest, start), offset - 1);
}

export function formatPosition({ logs, offset, stored }: Position): string {
  return JSON.stringify({ logs: logs.slice(-MOST_LOGS), offset, stored });
}

/** Throws `input` when it is none. */
export function parsePosition(text: string): Position {
  const value = jsonOf(text);
  if (isPosition(value)) return value;
  throw new AuditError('input', 'the store does not say how far it is');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPosition(value: unknown): value is Position {
  if (!isObject(value)) return false;
  const { logs, offset, stored } = value;
  return typeof offset === 'number' && Array.isArray(stored) && Array.isArray(logs) && logs.every(isKnownLog);
}

function isKnownLog(value: unknown): value is KnownLog {
  if (!isObject(value)) return false;
  const { start, head, length } = value;
  return typeof start === 'number' && typeof head === 'string' && typeof length === 'number';
}

function isObject(value: unknown): value is Partial<Record<keyof Position | keyof KnownLog, unknown>> {
  return typeof value === 'object' && value !== null;
}

export function headOf(bytes: Uint8Array, length: number): string {
  return createHash('sha256').update(bytes.subarray(0, length)).digest('hex');
}

/** Whether a log that begins like this is that one. */
export function isLog({ head, length }: KnownLog, beginning: Uint8Array): boolean {
  return beginning.length >= length && headOf(beginning, length) === head;
}
