/** `-C`: two fields of the same event compared. */
import type { RuleDraft } from './draft.js';
import * as field from './fields.js';
import { didYouMean, RuleError } from './problem.js';
import * as rule from './rule.js';

export function addComparison(draft: RuleDraft, argument: string): void {
  if (draft.fields.length >= rule.FIELD_LIMIT) throw new RuleError(`Too many fields in rule: ${argument}`);
  const symbol = argument.includes('!=') ? '!=' : '=';
  const at = argument.indexOf(symbol);
  if (at < 0) throw new RuleError(`${argument} only takes = or != operators`);
  const left = argument.slice(0, at);
  const right = argument.slice(at + symbol.length);
  if (left === '') throw new RuleError('-C missing field name before operator for ');
  if (right === '') throw new RuleError(`-C missing value after operation for  ${left}`);
  const one = field.fieldByName(left);
  if (!one) throw new RuleError(`-C unknown field: ${left}`, { hint: didYouMean(left, field.fieldNames()) });
  const other = field.fieldByName(right);
  if (!other)
    throw new RuleError(`-C unknown right hand value for comparison with: ${left}`, {
      hint: didYouMean(right, field.fieldNames()),
    });
  if (draft.list !== rule.LIST_EXIT) throw new RuleError(`${left} can only be used with exit filter list`);
  const pair = field.comparisonOf(one, other);
  if (!pair) throw new RuleError(`-C incompatible comparison ${left}`);
  const operator = symbol === '=' ? rule.OPERATOR_EQUAL : rule.OPERATOR_NOT_EQUAL;
  draft.fields.push({ field: field.FIELD_COMPARE, operator, value: pair.number });
}
