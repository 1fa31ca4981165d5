/**
 * Values that are another one in each event, and that all who take columns from records read alike: a number has at most nine
 * digits and no zero in front, a text no quote, sign of equality or control byte, a file name is not relative to what is above,
 * a node is a name of letters, digits and what else hosts have in theirs. Where they end, the kernel says (`passing.as.ts`).
 */
import {
  DIGIT,
  EXIT,
  FILE_NAME,
  IN_NODE,
  IN_QUOTES,
  IN_STAMP,
  LOWER_HEX,
  NODE,
  OTHER_NUMBER,
  OTHER_TEXT,
  PID,
  PPID,
  SESSION,
  STAMP,
  UPPER_HEX,
} from './layout.js';

/** Numbers and names of files, which columns may have; numbers and texts that none has; the stamp of the record, and its node. */
export type ValueKind = 'number' | 'name' | 'other number' | 'other text' | 'stamp' | 'node';

/** By byte: what it may be part of. */
export const BYTE_PARTS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  const unit = String.fromCharCode(byte);
  const part = (bit: number, pattern: RegExp): number => (pattern.test(unit) ? bit : 0);
  const hex = part(LOWER_HEX, /[0-9a-f]/) | part(UPPER_HEX, /[0-9A-F]/);
  const inText = part(IN_QUOTES, /[^\x00-\x1f"=\x7f-\xff]/) | part(IN_NODE, /[\w.-]/);
  return part(DIGIT, /[0-9]/) | hex | part(IN_STAMP, /[0-9.:]/) | inText;
});

const KINDS: ReadonlyMap<number, ValueKind> = new Map([
  [STAMP, 'stamp'],
  ...[PID, PPID, SESSION, EXIT].map((number) => [number, 'number'] as const),
  [FILE_NAME, 'name'],
  [OTHER_NUMBER, 'other number'],
  [OTHER_TEXT, 'other text'],
  [NODE, 'node'],
]);

/** Of what the kernel says that a value is. */
export function kindOf(meaning: number): ValueKind {
  const kind = KINDS.get(meaning);
  if (kind === undefined) throw new Error(`no value means ${meaning}`);
  return kind;
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
