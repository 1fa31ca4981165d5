/** What a store can do, whatever it is: take rows, tell how far it is, give rows back. */
import type { Stamp } from './order.js';
import { AT_START, furthestOf, type Position, parsePosition } from './position.js';
import type { Row } from './row.js';
import { NO_ROWS, type RowsBefore } from './rows-of.js';

/** How far a stream is. */
export interface Tail extends RowsBefore {
  readonly position: Position;
}

export const NO_TAIL: Tail = { ...NO_ROWS, position: AT_START };

/** By the last row: its number and one more, the latest stamp, the position that it has. */
export function tailFrom(count: number, latest: Stamp, position: string): Tail {
  const parsed = parsePosition(position);
  return { count, latest, furthest: furthestOf(parsed), position: parsed };
}

/** Takes the rows of one stream. Errors are AuditErrors that name the store. */
export interface RowSink {
  /** As messages show it. */
  readonly name: string;
  tail(stream: string): Promise<Tail>;
  /** Rows that follow what is there, all or none of them. */
  insert(rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}
