/** Rule → the kernel's `audit_rule_data` (spec netlink section 7, `tables/audit-rule-layout.tsv`). */
import { endianness } from 'node:os';
import { MASK_WORDS } from './mask.js';
import type { Rule } from './rule.js';

export const RULE_SIZE = 1040;
/** Flag bit of an addition in front of the list. */
export const PREPEND = 0x10;
const MASK_AT = 12;
const FIELDS_AT = 268;
const VALUES_AT = 524;
const OPERATORS_AT = 780;
const LENGTH_AT = 1036;

export interface RuleBytesOptions {
  readonly prepend?: boolean;
  /** Byte order of the machine that the bytes are for; this machine's unless given. */
  readonly littleEndian?: boolean;
}

export const hostIsLittleEndian: boolean = endianness() === 'LE';

/** The payload of a request to add or delete the rule, without padding. */
export function encodeRule(rule: Rule, options: RuleBytesOptions = {}): Buffer {
  const texts = rule.fields.map((field) => ('text' in field ? field.text : '')).join('');
  const bytes = Buffer.alloc(RULE_SIZE + texts.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const littleEndian = options.littleEndian ?? hostIsLittleEndian;
  const put = (at: number, value: number): void => view.setUint32(at, value, littleEndian);

  put(0, options.prepend ? rule.list | PREPEND : rule.list);
  put(4, rule.action);
  put(8, rule.fields.length);
  for (let word = 0; word < MASK_WORDS; word++) put(MASK_AT + 4 * word, rule.mask[word]!);
  rule.fields.forEach((field, i) => {
    put(FIELDS_AT + 4 * i, field.field);
    put(VALUES_AT + 4 * i, 'text' in field ? field.text.length : field.value);
    put(OPERATORS_AT + 4 * i, field.operator);
  });
  put(LENGTH_AT, texts.length);
  bytes.write(texts, RULE_SIZE, 'latin1');
  return bytes;
}
