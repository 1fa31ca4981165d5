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
  /** For `contains`. */
  readonly text: (raw: string) => string;
  /** Of which a line with an equal value holds at least one; undefined: nothing is sure. */
  readonly needles: (written: string, field: string) => NeedleGroup | undefined;
}
