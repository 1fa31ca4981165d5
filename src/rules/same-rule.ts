/** Whether two rules are one to the kernel, one of which has been there and back. */
import { encodeRule } from './encode.js';
import { isAll } from './mask.js';
import type { Rule } from './rule.js';

/** Class bits of the mask's last word, which the kernel replaces by the members of the class. */
const CLASS_BITS = 0xffff0000;

export function sameRule(one: Rule, other: Rule): boolean {
  return comparable(one, other).equals(comparable(other, one));
}

function comparable(rule: Rule, other: Rule): Buffer {
  const mask = Uint32Array.from(rule.mask);
  const classes = ((rule.mask[63] ?? 0) | (other.mask[63] ?? 0)) & CLASS_BITS;
  if (classes !== 0) {
    // What a class stands for is the kernel's secret: only the full set can be compared.
    if (isAll(rule.mask)) mask[63] = 0;
    else mask.fill(0);
  }
  return encodeRule({ ...rule, mask });
}
