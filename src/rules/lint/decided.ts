/** Whether rules leave anything of what another would match: a question of what sets record. */
import { shareCalls } from '../mask.js';
import type { PlacedRule, RuleSet } from '../model/rule-set.js';
import { compareSets } from '../prove/compare.js';
import { type Comparison, TOO_LARGE } from '../prove/difference.js';
import { ACTION_ALWAYS, LIST_EXIT } from '../rule.js';
import type { LintOptions } from './defect.js';

/** What of the events that `placed` matches is not matched by any of the others; both actions count. */
export function leftBy(
  others: readonly PlacedRule[],
  placed: PlacedRule,
  { machine, budget }: LintOptions,
): Pick<Comparison, 'differences' | 'unsettled' | 'agreed'> {
  if (budget && budget.left < 0) return { differences: [], unsettled: [TOO_LARGE], agreed: new Set() };
  const near = others.filter(({ mask }) => mask === placed.mask || shareCalls(mask, placed.mask));
  return compareSets(recording([placed]), recording(near), {
    onlyFirst: true,
    stopAt: 'loss',
    machine,
    ...(budget && { budget }),
  });
}

/** The rules as ones that record. */
function recording(rules: readonly PlacedRule[]): RuleSet {
  const always = rules.map((placed) => ({ ...placed, rule: { ...placed.rule, action: ACTION_ALWAYS } }));
  return { lists: new Map([[LIST_EXIT, always]]) };
}
