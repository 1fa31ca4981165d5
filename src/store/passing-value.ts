/**
 * Values that are another one in each event, and that all who take columns from records read alike: a number has at most nine
 * digits and no zero in front, a text no quote, sign of equality or control byte, a file name is not relative to what is above,
 * a node is a name of letters, digits and what else hosts have in theirs.
 */

/** Numbers and names of files, which columns may have; numbers and texts that none has; the stamp of the record, and its node. */
export type ValueKind = 'number' | 'name' | 'other number' | 'other text' | 'stamp' | 'node';

const SEPARATOR = 0x1d;
const SPACE = 32;
const QUOTE = 34;
const DOT = 46;
const ZERO = 48;
const MOST_DIGITS = 9;
const STAMP = Buffer.from('audit(');

const DIGIT = 1;
const LOWER_HEX = 2;
const UPPER_HEX = 4;
const IN_STAMP = 8;
const IN_QUOTES = 16;
const IN_NODE = 32;

/** By byte: what it may be part of. */
const PARTS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  const unit = String.fromCharCode(byte);
  const part = (bit: number, pattern: RegExp): number => (pattern.test(unit) ? bit : 0);
  const hex = part(LOWER_HEX, /[0-9a-f]/) | part(UPPER_HEX, /[0-9A-F]/);
  const inText = part(IN_QUOTES, /[^\x00-\x1f"=\x7f-\xff]/) | part(IN_NODE, /[\w.-]/);
  return part(DIGIT, /[0-9]/) | hex | part(IN_STAMP, /[0-9.:]/) | inText;
});

/** Where the value at `at` ends, quotes included; `at`: it is not of that kind, or goes on behind that. */
export function passingEnd(kind: ValueKind, bytes: Uint8Array, at: number, lineEnd: number): number {
  if (kind === 'stamp') return stampEnd(bytes, at, lineEnd);
  const end = valueEnd(kind, bytes, at, lineEnd);
  return end === lineEnd || bytes[end] === SPACE || bytes[end] === SEPARATOR ? end : at;
}

function valueEnd(kind: Exclude<ValueKind, 'stamp'>, bytes: Uint8Array, at: number, lineEnd: number): number {
  switch (kind) {
    case 'number':
      return numberEnd(bytes, at, lineEnd);
    case 'name':
      return bytes[at + 1] === DOT ? at : quotedEnd(bytes, at, lineEnd);
    case 'other number':
      return endOf(LOWER_HEX, bytes, at, lineEnd);
    case 'other text':
      return bytes[at] === QUOTE ? quotedEnd(bytes, at, lineEnd) : endOf(UPPER_HEX, bytes, at, lineEnd);
    case 'node':
      return endOf(IN_NODE, bytes, at, lineEnd);
  }
}

function numberEnd(bytes: Uint8Array, at: number, lineEnd: number): number {
  const end = endOf(DIGIT, bytes, at, lineEnd);
  const length = end - at;
  return length > MOST_DIGITS || (length > 1 && bytes[at] === ZERO) ? at : end;
}

function quotedEnd(bytes: Uint8Array, at: number, lineEnd: number): number {
  if (bytes[at] !== QUOTE) return at;
  const end = endOf(IN_QUOTES, bytes, at + 1, lineEnd);
  return end > at + 1 && end < lineEnd && bytes[end] === QUOTE ? end + 1 : at;
}

function stampEnd(bytes: Uint8Array, at: number, lineEnd: number): number {
  for (let i = 0; i < STAMP.length; i++) if (bytes[at + i] !== STAMP[i]) return at;
  return endOf(IN_STAMP, bytes, at + STAMP.length, lineEnd);
}

function endOf(part: number, bytes: Uint8Array, at: number, lineEnd: number): number {
  let end = at;
  while (end < lineEnd && (PARTS[bytes[end]!]! & part) !== 0) end++;
  return end;
}

/** Another one of that kind: no two of `number` are the same, and none is one that logs have. */
export function anotherValue(kind: ValueKind, number: number): string {
  switch (kind) {
    case 'number':
      return String(987_650_000 + number);
    case 'name':
      return `/another/${number}`;
    case 'other number':
      return (0xabc0000 + number).toString(16);
    case 'other text':
      return `"another ${number}"`;
    case 'stamp':
      return `audit(1234.567:${number}`;
    case 'node':
      return `another-${number}.node`;
  }
}
