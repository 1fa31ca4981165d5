/** The order of a rule's conditions: on the exit list it changes nothing but time. */
import { FIELD_ARCH, FIELD_KEY } from '../fields.js';
import { conditionName } from '../model/conditions.js';
import type { RuleField } from '../rule.js';
import { fieldPrice } from './prices.js';

/** Of a call about one file, of a process in four groups. */
const priceOf = (condition: RuleField): number => fieldPrice(conditionName(condition), 1, 4);

/** arch first, keys last, and what is cheap in front of what is dear. */
export function cheapestFirst(fields: readonly RuleField[]): readonly RuleField[] {
  return [...fields].sort((one, other) => rankOf(one) - rankOf(other));
}

function rankOf(condition: RuleField): number {
  if (condition.field === FIELD_ARCH) return -1;
  if (condition.field === FIELD_KEY) return Number.POSITIVE_INFINITY;
  return priceOf(condition);
}

/** The first condition with one behind it that is cheaper by `atLeast` nanoseconds, and that one. */
export function dearInFront(
  fields: readonly RuleField[],
  atLeast: number,
): readonly [dear: string, cheap: string] | undefined {
  const own = fields.filter(({ field }) => field !== FIELD_KEY);
  for (const [i, dear] of own.entries()) {
    const cheap = own.slice(i + 1).find((each) => priceOf(dear) - priceOf(each) >= atLeast);
    if (cheap) return [conditionName(dear), conditionName(cheap)];
  }
  return undefined;
}
