/**
 * Two rule sets by what they do: an event that one records and the other does not, or that they record under different
 * keys, for each pair of rules that make the difference; or the proof that there is none. Paths are taken as plain
 * existing files, without links and mounts; every witness has been put to the model.
 */

import type { Machine } from '../../tables/syscalls.js';
import type { RuleSet } from '../model/rule-set.js';
import { sameRule } from '../same-rule.js';
import { type Budget, type CompareOptions, type Comparison, Found } from './difference.js';
import { compareLists } from './lists.js';
import { compareCalls } from './search.js';

/** Rules asked and values looked at, over all lists, calls and files; a few seconds. */
const WORK_LIMIT = 8_000_000;

/** Proved, for plain files; what cannot be settled counts as different. */
export function areEqual(one: RuleSet, other: RuleSet, machine?: Machine, budget?: Budget): boolean {
  const { differences, unsettled } = compareSets(one, other, {
    stopAt: 'difference',
    machine,
    ...(budget && { budget }),
  });
  return differences.length === 0 && unsettled.length === 0;
}

export function compareSets(one: RuleSet, other: RuleSet, options: CompareOptions = {}): Comparison {
  const { onlyFirst = false, stopAt, budget = { left: WORK_LIMIT } } = options;
  const found = new Found(onlyFirst);
  if (!onlyFirst && isWrittenAlike(one, other)) return found.result([]);
  const unsettled = new Set<string>();
  if (!onlyFirst) {
    const lists = compareLists(one, other, budget);
    for (const difference of lists.differences) found.add(difference);
    for (const reason of lists.unsettled) unsettled.add(reason);
  }
  if (!found.has(stopAt))
    for (const reason of compareCalls([one, other], found, { ...options, budget })) unsettled.add(reason);
  return found.result([...unsettled]);
}

/** A set against itself needs no proof, however large. */
function isWrittenAlike(one: RuleSet, other: RuleSet): boolean {
  const [left, right] = [one, other].map((set) => [...set.lists.values()].flat());
  return (
    left?.length === right?.length &&
    (left ?? []).every((placed, i) => {
      const twin = right?.[i];
      const isThere = twin && twin.place === placed.place && twin.loaded === placed.loaded;
      return isThere && sameRule(twin.rule, placed.rule);
    })
  );
}
