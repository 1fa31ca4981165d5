/**
 * What a log may not send to a terminal: a last look at finished lines there, whatever the form of the output. Escapes
 * what the modes of `--escape` let through for parity: records of the daemon, DEL, and the C1 controls, which some
 * terminals obey even in UTF-8, others as single bytes; and what turns the direction of a line, so that it reads as another.
 */
import { escapeByte, escapeText } from '../bytes/escape.js';
import type { Out } from '../bytes/out.js';
import { fromBytes } from '../bytes/text.js';
import type { AuditEvent } from '../log/event.js';
import { type Formatter, gatheredText } from './formatter.js';

/** Letters beyond ASCII are matched, too, so that none of their bytes is taken for a control. */
const UNSAFE_OR_LETTER =
  /[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\x9f]/g;
/** C1 controls, and U+202A to 202E and U+2066 to 2069. */
const CONTROL = /^(?:\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9])$/;

/** Finished lines with their newlines, not yet coloured. */
export function terminalSafe(lines: string): string {
  return replaced(lines, (bytes) => Array.from(bytes, escapeByte).join(''));
}

/** The same of one line: a newline in it is a control, too. */
export function terminalSafeLine(line: string): string {
  return terminalSafe(escapeText(line, 'tty'));
}

/** JSON has escapes of its own, and controls stand in its strings only. */
export function terminalSafeJson(lines: string): string {
  return replaced(lines, (bytes) => `\\u${codeOf(bytes).toString(16).padStart(4, '0')}`);
}

/** A lone byte stands for itself. */
function codeOf(bytes: string): number {
  return bytes.length === 1 ? bytes.charCodeAt(0) : (fromBytes(bytes).codePointAt(0) ?? 0);
}

function replaced(lines: string, escaped: (bytes: string) => string): string {
  return lines.replace(UNSAFE_OR_LETTER, (bytes) =>
    bytes.length > 1 && !CONTROL.test(bytes) ? bytes : escaped(bytes),
  );
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
