/** What few comparisons need, and takes time to load: see `load-tools.ts`. */
import type { AuditEvent } from '../../log/event.js';
import type { Statement } from '../../normalize/statement.js';

export interface Tools {
  /** Throws `usage` for a pattern that is none. Patterns and texts are byte strings. */
  readonly pattern?: (pattern: string) => (text: string) => boolean;
  /** An address or a subnet; undefined: neither. */
  readonly network?: (text: string) => Network | undefined;
  /** Who did what to what: the statements of an event. */
  readonly statements?: (event: AuditEvent) => readonly Statement[];
}

export interface Network {
  /** Whether this address, as the log has it, belongs to it. */
  readonly holds: (address: string) => boolean;
}
