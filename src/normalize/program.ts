/** The program that did it: `exe`, or for scripts the interpreter's `comm`. */
import type { FieldCursor } from './cursor.js';
import type { FieldRef } from './field-ref.js';
import type { FieldTexts } from './texts.js';

/** BUG? Plain prefixes, so `/usr/bin/sha256sum` counts and `/bin/bash` does not. */
const INTERPRETERS = ['/usr/bin/python', '/usr/bin/sh', '/usr/bin/bash', '/usr/bin/perl'];

/**
 * Given a hit on `exe` where the cursor stands: the `comm` that belongs to a script, searched from the field before;
 * `exe` itself when it is no interpreter or there is no `comm`.
 */
export function scriptOrProgram(exe: FieldRef, cursor: FieldCursor, texts: FieldTexts): FieldRef {
  const path = texts.text(exe);
  if (!INTERPRETERS.some((prefix) => path.startsWith(prefix))) return exe;
  if (cursor.field > 0) cursor.moveTo(cursor.record, cursor.field - 1);
  else cursor.start();
  const comm = cursor.find('comm');
  return comm < 0 ? exe : comm;
}

/** The same, with `exe` searched from where the cursor stands. */
export function findProgram(cursor: FieldCursor, texts: FieldTexts): FieldRef {
  const exe = cursor.find('exe');
  return exe < 0 ? exe : scriptOrProgram(exe, cursor, texts);
}
