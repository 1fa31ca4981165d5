/** The kernel's `audit_rule_data` → rule. Any bytes give some rule: what is cut short counts as zero or empty. */
import { hostIsLittleEndian, RULE_SIZE } from './encode.js';
import { fieldByNumber } from './fields.js';
import { MASK_WORDS } from './mask.js';
import type { Rule, RuleField } from './rule.js';

const KERNEL_FIELDS = 64;

/** `littleEndian`: byte order of the machine that the bytes come from; this machine's unless given. */
export function decodeRule(payload: Buffer, littleEndian: boolean = hostIsLittleEndian): Rule {
  const bytes =
    payload.length >= RULE_SIZE ? payload : Buffer.concat([payload, Buffer.alloc(RULE_SIZE - payload.length)]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const get = (at: number): number => view.getUint32(at, littleEndian);

  const mask = new Uint32Array(MASK_WORDS);
  for (let word = 0; word < MASK_WORDS; word++) mask[word] = get(12 + 4 * word);
  const fields: RuleField[] = [];
  let text = RULE_SIZE;
  const count = Math.min(get(8), KERNEL_FIELDS);
  for (let i = 0; i < count; i++) {
    const field = get(268 + 4 * i);
    const value = get(524 + 4 * i);
    const operator = get(780 + 4 * i);
    if (fieldByNumber(field)?.isText) {
      const end = Math.min(text + value, bytes.length);
      fields.push({ field, operator, text: bytes.toString('latin1', text, end) });
      text = end;
    } else {
      fields.push({ field, operator, value });
    }
  }
  return { list: get(0), action: get(4), mask, fields };
}
