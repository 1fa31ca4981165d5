/** What bytes of an input can look like. One file a form; `forms.ts` is the list. */
import type { Reader } from '../reader.js';

export interface Form {
  readonly name: string;
  /** Whether an input that begins with `head` (64 KiB at most) is of this form. */
  sniff(head: Buffer): boolean;
  /** The same as log lines; `name` is what messages call the input. Its `read` rejects with AuditError 'input' where `bytes` is damaged, after all that could be read. */
  toLog(bytes: Reader, name: string): Reader;
  /** What comes out is of any form again: an archive. */
  readonly isPacking?: boolean;
  /** What comes out is what went in, so places in the input and in the log are the same. */
  readonly isPlain?: boolean;
}
