/** What a store can do, whatever it is: take rows, tell how far it is, give rows back. */

import type { Position } from './position.js';
import type { Row } from './row.js';
import type { RowsBefore } from './rows-of.js';

/** How far a stream is. */
export interface Tail extends RowsBefore {
  readonly position: Position;
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
