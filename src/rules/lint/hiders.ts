/** What a rule never gets to see. */
import { shareCalls } from '../mask.js';
import type { PlacedRule, RuleSet } from '../model/rule-set.js';
import { areApart } from '../prove/sides.js';
import { LIST_EXIT } from '../rule.js';
import { leftBy } from './decided.js';
import type { LintOptions } from './defect.js';
import { exitRules } from './exit-rules.js';

/** Rules of which only the calls and single values are looked at. */
const COMPARED_PER_WORK = 2;

/** The rules in front that together decide all that an exit rule matches, in order; empty when they leave something to it. */
export function hidersOf(placed: PlacedRule, set: RuleSet, options: LintOptions): readonly PlacedRule[] {
  if (placed.rule.list !== LIST_EXIT) return [];
  const near = exitRules(set).near(placed);
  if (options.budget) options.budget.left -= near.length / COMPARED_PER_WORK;
  const before = near.filter((other) => other.place < placed.place && !haveNothingInCommon(placed, other));
  if (before.length === 0) return [];
  const { unsettled, differences, agreed } = leftBy(before, placed, options);
  if (unsettled.length > 0 || differences.some(({ kind }) => kind === 'only first')) return [];
  const hiding = new Set([...agreed, ...differences.map(({ other }) => other.rule)]);
  return before.filter(({ line }) => hiding.delete(line));
}

/** Quickly seen: no call, or another value of a field that has only one. */
function haveNothingInCommon(one: PlacedRule, other: PlacedRule): boolean {
  return (one.mask !== other.mask && !shareCalls(one.mask, other.mask)) || areApart(one, other);
}
