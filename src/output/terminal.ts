/**
 * What a log may not send to a terminal: a last look at finished lines there, whatever the form of the output. Escapes
 * what the modes of `--escape` let through for parity: records of the daemon, DEL, and the C1 controls, which some
 * terminals obey even in UTF-8.
 */
import { escapeByte } from '../bytes/escape.js';

const UNSAFE = /[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]/g;

/** Finished lines with their newlines, not yet coloured. */
export function terminalSafe(lines: string): string {
  return lines.replace(UNSAFE, (bytes) => Array.from(bytes, escapeByte).join(''));
}
