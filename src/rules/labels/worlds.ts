/**
 * Conditions on security labels (subj_type, obj_role …). Without a security module none of them holds, as the model has it; with one each may
 * hold or not. A set is judged for every such world by leaving out the conditions that hold there, and the rules with one that does not.
 */
import { conditionName } from '../model/conditions.js';
import type { PlacedRule, RuleSet } from '../model/rule-set.js';
import { LIST_EXIT, LIST_IO_URING, LIST_TASK, operatorSymbol, type RuleField } from '../rule.js';

/** Conditions that are told apart: sixteen worlds. */
const MOST_CONDITIONS = 4;
/** On the other lists the model gives labels the sense that they have there without a security module. */
const judgedLists: ReadonlySet<number> = new Set([LIST_EXIT, LIST_IO_URING, LIST_TASK]);
const LABEL = /^(?:subj|obj)_(?!uid$|gid$)/;

/** The conditions that hold, as they are written. */
export type World = ReadonlySet<string>;

/** `subj_type=crond_t`; `undefined` for a condition on something else. */
function labelText(condition: RuleField): string | undefined {
  const name = conditionName(condition);
  if (!LABEL.test(name) || !('text' in condition)) return undefined;
  return `${name}${operatorSymbol(condition.operator) ?? '='}${condition.text}`;
}

export function hasLabel({ rule }: PlacedRule): boolean {
  return judgedLists.has(rule.list) && rule.fields.some((each) => labelText(each) !== undefined);
}

export function labelsIn(sets: readonly RuleSet[]): readonly string[] {
  const rules = sets.flatMap(({ lists }) => [...lists.values()].flat()).filter(hasLabel);
  return [...new Set(rules.flatMap(({ rule }) => rule.fields.flatMap((each) => labelText(each) ?? [])))];
}

/** Those with something that holds; `undefined` when they are too many. */
export function worldsOf(labels: readonly string[]): readonly World[] | undefined {
  if (labels.length > MOST_CONDITIONS) return undefined;
  let worlds: readonly World[] = [new Set()];
  for (const label of labels) worlds = worlds.flatMap((world) => [world, new Set([...world, label])]);
  return worlds.filter((world) => world.size > 0 && isPossible([...world]));
}

/** A subject has one type; a call may have objects of several. */
function isPossible(world: readonly string[]): boolean {
  const equals = world.filter((label) => /^subj_\w+=/.test(label)).map((label) => label.slice(0, label.indexOf('=')));
  return new Set(equals).size === equals.length;
}

/** The set as it works there. */
export function inWorld(set: RuleSet, world: World): RuleSet {
  const lists = [...set.lists].map(
    ([list, rules]) => [list, judgedLists.has(list) ? rules.flatMap(there) : rules] as const,
  );
  return { lists: new Map(lists) };

  function there(placed: PlacedRule): readonly PlacedRule[] {
    if (!hasLabel(placed)) return [placed];
    const labels = placed.rule.fields.flatMap((each) => labelText(each) ?? []);
    if (!labels.every((label) => world.has(label))) return [];
    const fields = placed.rule.fields.filter((each) => labelText(each) === undefined);
    return [{ ...placed, rule: { ...placed.rule, fields } }];
  }
}
