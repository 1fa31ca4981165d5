/** Whether rules leave anything of what another would match: a question of what sets record. */
import type { Machine } from '../../tables/syscalls.js';
import { shareCalls } from '../mask.js';
import type { PlacedRule, RuleSet } from '../model/rule-set.js';
import { compareSets } from '../prove/compare.js';
import type { Comparison } from '../prove/difference.js';
import { ACTION_ALWAYS, LIST_EXIT } from '../rule.js';

/** What of the events that `placed` matches is not matched by any of the others; both actions count. */
export function leftBy(
  others: readonly PlacedRule[],
  placed: PlacedRule,
  machine: Machine | undefined,
): Pick<Comparison, 'differences' | 'unsettled' | 'agreed'> {
  const near = others.filter(({ mask }) => mask === placed.mask || shareCalls(mask, placed.mask));
  return compareSets(recording([placed]), recording(near), { onlyFirst: true, stopAt: 'loss', machine });
}

/** The rules as ones that record. */
function recording(rules: readonly PlacedRule[]): RuleSet {
  const always = rules.map((placed) => ({ ...placed, rule: { ...placed.rule, action: ACTION_ALWAYS } }));
  return { lists: new Map([[LIST_EXIT, always]]) };
}
