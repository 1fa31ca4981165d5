/** What a store can do, whatever it is: take rows, tell how far it is, give rows back. */
import { toBytes } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import type { Stamp } from './order.js';
import { AT_START, furthestOf, type Position, parsePosition } from './position.js';
import type { RowBlock } from './row-block.js';
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

/**
 * Rows of the stream are there that nobody expected: of a shipper that was killed while the store took them, or of one who ships
 * it at the same time. Who asks again how far the stream is can go on behind them.
 */
export class StreamMoved extends AuditError {
  /** `stream`: as rows have it, Unicode. */
  constructor(store: string, stream: string, cause?: unknown) {
    super('output', `${store}: somebody else ships ${toBytes(stream)} at the same time`, { cause });
  }
}

/** Takes the rows of one stream. Errors are AuditErrors that name the store. */
export interface RowSink {
  /** As messages show it. */
  readonly name: string;
  /** Which store it is, among all. */
  readonly place: string;
  tail(stream: string): Promise<Tail>;
  /** Rows that follow what is there, all or none of them; their lines are good until it returns. Throws `StreamMoved` when others follow it. */
  insert(rows: RowBlock): Promise<void>;
  close(): Promise<void>;
}
