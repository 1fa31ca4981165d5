/** What the kernel's rule list should be after some changes, to compare it with what it is. */
import { decodeRule } from './decode.js';
import { encodeRule } from './encode.js';
import { isAll } from './mask.js';
import {
  LIST_EXCLUDE,
  LIST_EXIT,
  LIST_FILESYSTEM,
  LIST_IO_URING,
  LIST_TASK,
  LIST_USER,
  type Rule,
  type RuleChange,
} from './rule.js';

/** The kernel lists its rules by list in this order. */
const listOrder = [LIST_USER, LIST_TASK, LIST_EXIT, LIST_EXCLUDE, LIST_FILESYSTEM, LIST_IO_URING];
/** Class bits of the mask's last word, which the kernel replaces by the members of the class. */
const CLASS_BITS = 0xffff0000;

export class ExpectedRules {
  readonly #lists = new Map<number, Rule[]>();

  /** Starts from the kernel's list, as bytes. */
  constructor(kernel: readonly Buffer[]) {
    this.reset(kernel);
  }

  /** Starts again from the kernel's list. */
  reset(kernel: readonly Buffer[]): void {
    this.#lists.clear();
    for (const bytes of kernel) {
      const rule = decodeRule(bytes);
      this.#list(rule.list).push(rule);
    }
  }

  apply({ operation, prepend, rule }: RuleChange): void {
    const list = this.#list(rule.list);
    if (operation === 'delete') {
      const at = list.findIndex((listed) => sameRule(listed, rule));
      if (at >= 0) list.splice(at, 1);
    } else if (prepend) {
      list.unshift(rule);
    } else {
      list.push(rule);
    }
  }

  /** True when the kernel's list is what it should be, in order. */
  equals(kernel: readonly Buffer[]): boolean {
    const expected = listOrder.flatMap((list) => this.#lists.get(list) ?? []);
    return expected.length === kernel.length && expected.every((rule, i) => sameRule(rule, decodeRule(kernel[i]!)));
  }

  #list(number: number): Rule[] {
    const list = this.#lists.get(number) ?? [];
    this.#lists.set(number, list);
    return list;
  }
}

/** Whether two rules are one to the kernel, no matter which of them has been there and back. */
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
