/** What normalizing finds in an output event: references to fields and words from the tables. Nothing is text yet. */
import { type FieldRef, NO_FIELD } from './field-ref.js';

export class Findings {
  /** False for a multi-record event without SYSCALL record: such an event has no statement. */
  isNormalized = true;
  /** Undefined: nothing known was done. */
  action: string | undefined;
  subject: FieldRef = NO_FIELD;
  secondary: FieldRef = NO_FIELD;
  label: FieldRef = NO_FIELD;
  /** The kind of the subject, when it does not depend on a field. */
  subjectKind = '';
  /** The field that decides the kind of the subject. */
  subjectKindField: FieldRef = NO_FIELD;
  session: FieldRef = NO_FIELD;
  result: FieldRef = NO_FIELD;
  object: FieldRef = NO_FIELD;
  objectSecondary: FieldRef = NO_FIELD;
  objectLabel: FieldRef = NO_FIELD;
  objectKind = 'unknown';
  object2: FieldRef = NO_FIELD;
  how: FieldRef = NO_FIELD;
  /** The means, when it is a word and not a field. */
  howWord: string | undefined;
  key: FieldRef = NO_FIELD;
  /** `opid` of the processes that a signal went to. */
  pids: readonly FieldRef[] = [];
}
