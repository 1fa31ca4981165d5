/** Numbers in rules and settings: strtol and strtoul with base 0, kept to 32 bits. */
import { parseSigned, parseUnsigned } from '../bytes/int64.js';

/** strtoul cut to 32 bits, unsigned, saturating at 64 bits; `undefined` when `text` does not start with a number. */
export function unsigned32(text: string): number | undefined {
  if (!startsWithNumber(text)) return undefined;
  return parseUnsigned(text, 0)?.low ?? 0xffffffff;
}

/** strtol cut to 32 bits, unsigned, saturating at 64 bits; `undefined` when `text` does not start with a number. */
export function signed32(text: string): number | undefined {
  if (!startsWithNumber(text)) return undefined;
  return parseSigned(text, 0)?.low ?? (text.trimStart().startsWith('-') ? 0 : 0xffffffff);
}

/** True when the number at the start of `text` does not fit in 64 bits. */
export function isOutOfRange(text: string): boolean {
  return parseUnsigned(text, 0) === undefined;
}

function startsWithNumber(text: string): boolean {
  return /^[ \t\n\v\f\r]*[+-]?[0-9]/.test(text);
}
