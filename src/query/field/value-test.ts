/** How the values of fields compare. */
import type { AuditRecord } from '../../log/record.js';
import type { NeedleGroup } from '../../log/scan/needle.js';
import type { TestSurroundings } from '../criteria/descriptor.js';

/** Is a value of the log, in this record, the one that was asked for? */
export type ValueTest = (raw: string, record: AuditRecord) => boolean;

/** What all fields of one kind have in common. */
export interface ValueKind {
  /** Throws `usage` for what cannot be a value of this kind. */
  readonly equal: (written: string, field: string, surroundings: TestSurroundings) => ValueTest;
  /** The same for one of several, where that is quicker. */
  readonly someOf?: (written: readonly string[]) => ValueTest;
  /** For `contains` and `~`. */
  readonly text: (raw: string) => string;
  /** `text` may be wrong about the value being encoded, so what stands in the log counts as well. */
  readonly isUnsure?: true;
  /** For the order, of what is logged and of what is written; missing where values have none. Undefined: no number. */
  readonly number?: (text: string) => number | bigint | undefined;
  /** Of which a line with an equal value holds at least one; undefined: nothing is sure. */
  readonly needles: (written: string, field: string) => NeedleGroup | undefined;
}
