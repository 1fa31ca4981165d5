/** The kernel's `audit_rule_data` → rule. Any bytes give some rule: what is cut short counts as zero or empty. */
import { hostIsLittleEndian } from '../bytes/byte-order.js';
import { FIELDS_WORD, MASK_WORD, OPERATORS_WORD, RULE_SIZE, VALUES_WORD } from './encode.js';
import { fieldByNumber } from './fields.js';
import type { SyscallMask } from './mask.js';
import type { Rule, RuleField } from './rule.js';

const KERNEL_FIELDS = 64;

/** The fixed part, aligned and in the host's order; rules are read one after the other. */
const words = new Uint32Array(RULE_SIZE / 4);
const bytes = Buffer.from(words.buffer);

/** `littleEndian`: byte order of the machine that the bytes come from; this machine's unless given. */
export function decodeRule(payload: Buffer, littleEndian: boolean = hostIsLittleEndian): Rule {
  if (payload.length < RULE_SIZE) bytes.fill(0);
  payload.copy(bytes, 0, 0, RULE_SIZE);
  if (littleEndian !== hostIsLittleEndian) bytes.swap32();

  const fields: RuleField[] = [];
  let text = RULE_SIZE;
  const [list = 0, action = 0, count = 0] = words;
  for (let i = 0; i < Math.min(count, KERNEL_FIELDS); i++) {
    const field = words[FIELDS_WORD + i] ?? 0;
    const value = words[VALUES_WORD + i] ?? 0;
    const operator = words[OPERATORS_WORD + i] ?? 0;
    if (fieldByNumber(field)?.isText) {
      const end = Math.min(text + value, Math.max(payload.length, RULE_SIZE));
      fields.push({ field, operator, text: payload.toString('latin1', text, end) });
      text = end;
    } else {
      fields.push({ field, operator, value });
    }
  }
  return { list, action, mask: sharedMask(), fields };
}

/** By their bytes: the rules of a list have few different ones, and a set of its own for each would be most of the garbage. */
const masks = new Map<string, Readonly<SyscallMask>>();
const MASKS_LIMIT = 1000;

function sharedMask(): Readonly<SyscallMask> {
  const text = bytes.toString('latin1', MASK_WORD * 4, FIELDS_WORD * 4);
  const known = masks.get(text);
  if (known) return known;
  const mask = words.slice(MASK_WORD, FIELDS_WORD);
  if (masks.size < MASKS_LIMIT) masks.set(text, mask);
  return mask;
}
