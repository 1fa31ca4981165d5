/** Rule sets compared where conditions on security labels may hold: what differs there is not known, as only the machine knows its labels. */

import type { Machine } from '../../tables/syscalls.js';
import type { RuleSet } from '../model/rule-set.js';
import { areEqual, compareSets } from '../prove/compare.js';
import { type Coverage, type CoverageOptions, coverageOf, type Verdict } from '../prove/covers.js';
import type { Budget, CompareOptions, Comparison } from '../prove/difference.js';
import { differenceText } from '../prove/witness.js';
import { hasLabel, inWorld, labelsIn, type World, worldsOf } from './worlds.js';

const fine: ReadonlySet<Verdict> = new Set(['covered', 'covered under another key', 'can never match']);

/** As `compareSets`; differences are those of a machine without labels. */
export function compareEverywhere(one: RuleSet, other: RuleSet, options: CompareOptions = {}): Comparison {
  const compared = compareSets(one, other, options);
  const labels = labelsIn([one, other]);
  if (labels.length === 0) return compared;
  const worlds = worldsOf(labels);
  if (!worlds) return { ...compared, unsettled: [...compared.unsettled, tooMany(labels)] };
  for (const world of worlds) {
    const there = compareSets(inWorld(one, world), inWorld(other, world), { ...options, stopAt: 'difference' });
    const [first] = there.differences;
    if (first === undefined && there.unsettled.length === 0) continue;
    const what = first ? `they differ: ${differenceText(first)}` : there.unsettled.join('; ');
    return { ...compared, unsettled: [...compared.unsettled, `${where(world)} ${what}`] };
  }
  return compared;
}

/** As `areEqual`, whatever labels hold. */
export function areEqualEverywhere(one: RuleSet, other: RuleSet, machine?: Machine, budget?: Budget): boolean {
  if (!areEqual(one, other, machine, budget)) return false;
  const labels = labelsIn([one, other]);
  if (labels.length === 0) return true;
  const worlds = worldsOf(labels);
  return worlds?.every((world) => areEqual(inWorld(one, world), inWorld(other, world), machine, budget)) ?? false;
}

/** As `coverageOf`. A rule that is missed without labels is missed; a verdict that says all is well must hold in every world. */
export function coverageEverywhere(
  policy: RuleSet,
  rules: RuleSet,
  options: CoverageOptions = {},
): readonly Coverage[] {
  const plain = coverageOf(policy, rules, options);
  const labels = labelsIn([policy, rules]);
  if (labels.length === 0) return plain;
  const worlds = worldsOf(labels);
  if (!worlds) return plain.map((each) => (fine.has(each.verdict) ? unsettled(each, tooMany(labels)) : each));
  const there = worlds.map((world) => {
    const coverages = coverageOf(inWorld(policy, world), inWorld(rules, world), options);
    return { world, byPlace: new Map(coverages.map((each) => [each.rule.loaded, each])) };
  });
  return plain.map((each) => {
    if (!fine.has(each.verdict)) return each;
    const found = there.flatMap(({ world, byPlace }) => {
      const coverage = byPlace.get(each.rule.loaded);
      return coverage ? [{ world, coverage }] : [];
    });
    // Where its own label does not hold it asks for nothing.
    const own = hasLabel(each.rule) ? found[0]?.coverage : each;
    const other = found.find(({ coverage }) => coverage.verdict !== own?.verdict);
    if (!own || !other) return own ? { ...own, rule: each.rule } : each;
    return unsettled(each, `${where(other.world)} it is ${other.coverage.verdict}`);
  });
}

function unsettled(coverage: Coverage, text: string): Coverage {
  return { ...coverage, verdict: 'unknown', unsettled: [...coverage.unsettled, text] };
}

function where(world: World): string {
  return `with a security module, where ${[...world].join(' and ')} holds,`;
}

function tooMany(labels: readonly string[]): string {
  return `what ${labels.length} conditions on security labels do was not looked at`;
}
