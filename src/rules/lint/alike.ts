/** What makes two rules the same but for their calls and the ABI that they are for. */
import { FIELD_ARCH, FIELD_KEY } from '../fields.js';
import type { PlacedRule } from '../model/rule-set.js';
import type { RuleField } from '../rule.js';

/** Action and conditions but arch, key and `without`, in one order. */
export function essence({ rule: { fields, action } }: PlacedRule, without: ReadonlySet<number> = new Set()): string {
  const text = (each: RuleField): string => `${each.field} ${each.operator} ${'text' in each ? each.text : each.value}`;
  const own = fields.filter(({ field }) => field !== FIELD_ARCH && field !== FIELD_KEY && !without.has(field));
  return `${action} ${own.map(text).sort().join('\0')}`;
}

/** The ELF id of its first condition on arch. */
export function archOf({ rule: { fields } }: PlacedRule): number | undefined {
  const arch = fields.find(({ field }) => field === FIELD_ARCH);
  return arch && 'value' in arch ? arch.value : undefined;
}
