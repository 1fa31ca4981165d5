/** Whether rules leave anything of what another would match: a question of what sets record. */
import * as field from '../fields.js';
import { shareCalls } from '../mask.js';
import type { PlacedRule, RuleSet } from '../model/rule-set.js';
import { compareSets } from '../prove/compare.js';
import { type Budget, type Comparison, TOO_LARGE } from '../prove/difference.js';
import { ACTION_ALWAYS, LIST_EXIT, OPERATOR_EQUAL, type RuleField } from '../rule.js';
import type { LintOptions } from './defect.js';

/** Rules of which only the calls are looked at. */
const LOOKS_PER_WORK = 5;

type Left = Pick<Comparison, 'differences' | 'unsettled' | 'agreed'>;

/** What of the events that `placed` matches is not matched by any of the others; both actions count. */
export function leftBy(
  others: readonly PlacedRule[],
  placed: PlacedRule,
  { machine, budget }: Pick<LintOptions, 'machine' | 'budget'>,
): Left {
  if (budget) budget.left -= others.length / LOOKS_PER_WORK;
  if (budget && budget.left < 0) return { differences: [], unsettled: [TOO_LARGE], agreed: new Set() };
  const near = others.filter(({ mask }) => mask === placed.mask || shareCalls(mask, placed.mask));
  const compared = (): Left =>
    compareSets(recording([placed]), recording(near), {
      onlyFirst: true,
      stopAt: 'loss',
      machine,
      ...(budget && { budget }),
    });
  return budget && near.length === 0 ? leftAlone(placed, budget, compared) : compared();
}

/** What rules match by themselves, by their shape: sets that programs write have few. Of one run, to which its budget belongs. */
const alone = new WeakMap<Budget, Map<string, Left>>();

function leftAlone(placed: PlacedRule, budget: Budget, compared: () => Left): Left {
  const byShape = alone.get(budget) ?? new Map<string, Left>();
  alone.set(budget, byShape);
  const shape = shapeOf(placed);
  const left = byShape.get(shape) ?? compared();
  if (left.unsettled.length === 0) byShape.set(shape, left);
  return left;
}

/** Equal for rules of which either all match some event or none does. */
function shapeOf({ mask, rule: { fields } }: PlacedRule): string {
  const asked = fields.filter((each) => each.field !== field.FIELD_KEY);
  return [
    mask.join(),
    ...asked.map((each) => `${each.field} ${each.operator} ${isAny(each, asked) ? '' : writtenValue(each)}`),
  ].join('\0');
}

/** Whether there are events for any value, as no other condition asks for the same. What a call opens for stands in its arguments. */
function isAny(each: RuleField, asked: readonly RuleField[]): boolean {
  const isAskedToo = (...others: readonly number[]): boolean =>
    asked.some((other) => other !== each && others.includes(other.field));
  if (each.operator !== OPERATOR_EQUAL) return false;
  if (each.field === field.FIELD_PATH || each.field === field.FIELD_DIR)
    return !isAskedToo(field.FIELD_PATH, field.FIELD_DIR);
  return field.ARGUMENTS.has(each.field) && !isAskedToo(each.field, field.FIELD_PERM);
}

function writtenValue(each: RuleField): string {
  return 'text' in each ? each.text : `${each.value}`;
}

/** The rules as ones that record. */
function recording(rules: readonly PlacedRule[]): RuleSet {
  const always = rules.map((placed) => ({ ...placed, rule: { ...placed.rule, action: ACTION_ALWAYS } }));
  return { lists: new Map([[LIST_EXIT, always]]) };
}
