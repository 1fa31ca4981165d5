/** Where the values of a field come from. */
import type { AuditEvent } from '../../log/event.js';
import type { AuditRecord } from '../../log/record.js';
import type { NeedleGroup } from '../../log/scan/needle.js';
import type { Tools } from './tools.js';
import type { ValueKind } from './value-test.js';

export type Visit = (value: string, record: AuditRecord) => boolean;

export interface FieldSource {
  /** Whether `visit` says yes to some value of the event. */
  readonly some: (event: AuditEvent, visit: Visit, tools: Tools) => boolean;
  /** The kind of a value in a record. */
  readonly kindOf: (value: string, record: AuditRecord) => ValueKind;
  /** The kind that most of its values have. */
  readonly usual: ValueKind;
  /** Of which every line with an equal value holds one. */
  readonly equalNeedles: (written: string) => NeedleGroup | undefined;
  /** The same for a value in which the text occurs, or of which the text is part when decoded. */
  readonly textNeedles: (text: string) => NeedleGroup | undefined;
  readonly presence: NeedleGroup | undefined;
}
