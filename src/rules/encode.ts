/** Rule → the kernel's `audit_rule_data`. */
import { hostIsLittleEndian } from '../bytes/byte-order.js';
import { MASK_WORDS } from './mask.js';
import type { Rule } from './rule.js';

export const RULE_SIZE = 1040;
/** Flag bit of an addition in front of the list. */
export const PREPEND = 0x10;
/** Places in the fixed part, counted in words of four bytes. */
export const MASK_WORD = 3;
export const FIELDS_WORD: number = MASK_WORD + MASK_WORDS;
export const VALUES_WORD: number = FIELDS_WORD + MASK_WORDS;
export const OPERATORS_WORD: number = VALUES_WORD + MASK_WORDS;
const LENGTH_WORD = OPERATORS_WORD + MASK_WORDS;

export interface RuleBytesOptions {
  readonly prepend?: boolean;
  /** Byte order of the machine that the bytes are for; this machine's unless given. */
  readonly littleEndian?: boolean;
}

const scratch = new Uint32Array(RULE_SIZE / 4);
const scratchBytes = new Uint8Array(scratch.buffer);

/** The payload of a request to add or delete the rule, without padding. */
export function encodeRule(rule: Rule, options: RuleBytesOptions = {}): Buffer {
  let texts = '';
  for (const field of rule.fields) if ('text' in field) texts += field.text;
  const words = scratch.fill(0);
  words[0] = options.prepend ? rule.list | PREPEND : rule.list;
  words[1] = rule.action;
  words[2] = rule.fields.length;
  words.set(rule.mask, MASK_WORD);
  let i = 0;
  for (const field of rule.fields) {
    words[FIELDS_WORD + i] = field.field;
    words[VALUES_WORD + i] = 'text' in field ? field.text.length : field.value;
    words[OPERATORS_WORD + i] = field.operator;
    i++;
  }
  words[LENGTH_WORD] = texts.length;

  const bytes = Buffer.allocUnsafe(RULE_SIZE + texts.length);
  bytes.set(scratchBytes);
  if ((options.littleEndian ?? hostIsLittleEndian) !== hostIsLittleEndian) bytes.subarray(0, RULE_SIZE).swap32();
  bytes.write(texts, RULE_SIZE, 'latin1');
  return bytes;
}
