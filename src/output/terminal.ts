/**
 * What a log may not send to a terminal: a last look at finished lines there, whatever the form of the output. Escapes
 * what the modes of `--escape` let through for parity: records of the daemon, DEL, and the C1 controls, which some
 * terminals obey even in UTF-8, others as single bytes.
 */
import { escapeByte } from '../bytes/escape.js';
import type { Out } from '../bytes/out.js';
import type { AuditEvent } from '../log/event.js';
import { type Formatter, gatheredText } from './formatter.js';

/** Letters beyond ASCII are matched, too, so that none of their bytes is taken for a control. */
const UNSAFE_OR_LETTER =
  /[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\x9f]/g;
const C1 = /^\xc2[\x80-\x9f]$/;

/** Finished lines with their newlines, not yet coloured. */
export function terminalSafe(lines: string): string {
  return replaced(lines, (bytes) => Array.from(bytes, escapeByte).join(''));
}

/** JSON has escapes of its own, and controls stand in its strings only. */
export function terminalSafeJson(lines: string): string {
  return replaced(
    lines,
    (bytes) =>
      `\\u00${bytes
        .charCodeAt(bytes.length - 1)
        .toString(16)
        .padStart(2, '0')}`,
  );
}

function replaced(lines: string, escaped: (bytes: string) => string): string {
  return lines.replace(UNSAFE_OR_LETTER, (bytes) => (bytes.length > 1 && !C1.test(bytes) ? bytes : escaped(bytes)));
}

/** The same output, fit for a terminal. */
export function safeFormatter(formatter: Formatter, safe: (lines: string) => string): Formatter {
  const { begin, end } = formatter;
  return {
    ...(begin && { begin: (out: Out) => out.write(safe(gatheredText((lines) => begin.call(formatter, lines)))) }),
    event: (event: AuditEvent, out: Out) => out.write(safe(gatheredText((lines) => formatter.event(event, lines)))),
    ...(end && { end: (out: Out) => out.write(safe(gatheredText((lines) => end.call(formatter, lines)))) }),
  };
}
