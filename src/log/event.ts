import type { AuditRecord } from './record.js';

/** What makes records belong together. `node` undefined: the records carry no node. */
export interface EventId {
  /** Seconds since the epoch. */
  readonly sec: number;
  readonly milli: number;
  readonly serial: number;
  readonly node: string | undefined;
}

/** One event: its identity and its records in order of arrival, never empty. */
export interface AuditEvent extends EventId {
  readonly records: readonly AuditRecord[];
}
