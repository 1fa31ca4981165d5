/** What each rule of a policy asks for, and how much of it a rule set records. */

import type { Machine } from '../../tables/syscalls.js';
import { FIELD_KEY } from '../fields.js';
import { failuresOf } from '../model/decide.js';
import { holds, type PlacedRule, type RuleSet, rulesOn } from '../model/rule-set.js';
import { ACTION_ALWAYS, LIST_EXCLUDE, LIST_EXIT, LIST_FILESYSTEM, LIST_IO_URING, LIST_TASK } from '../rule.js';
import { type CallClass, NUMBERS } from './calls.js';
import { compareSets } from './compare.js';
import { type Budget, type CompareOptions, type Comparison, type Difference, TOO_LARGE } from './difference.js';
import { actsOf } from './lists.js';
import { archText, memberNames } from './witness.js';

export type Verdict =
  | 'covered'
  | 'covered under another key'
  | 'partly'
  | 'shadowed'
  | 'absent'
  | 'unknown'
  | 'can never match'
  | 'asks for nothing';

export interface Coverage {
  readonly rule: PlacedRule;
  readonly verdict: Verdict;
  /** Lines of the rules that record it, the most important first. */
  readonly by: readonly string[];
  /** What is not recorded, in words: `renameat2 (b64)`, `b32`. */
  readonly missing: readonly string[];
  /** One witness for each rule that stands in the way, or for none that helps. */
  readonly misses: readonly Miss[];
  readonly unsettled: readonly string[];
}

export interface Miss extends Difference {
  /** The rule that comes nearest, and what of it fails; `undefined` when none is near, or the budget is spent. */
  readonly nearest: { readonly line: string; readonly fails: readonly string[] } | undefined;
}

/** Rules of the policy times rules of the set. */
const COUNT_LIMIT = 100_000_000;
/** Rules asked, values and files looked at, for all rules of a policy together: ten seconds. */
const WORK_LIMIT = 30_000_000;

/** In the order of the policy's lists. */
export function coverageOf(policy: RuleSet, rules: RuleSet, options: CoverageOptions = {}): readonly Coverage[] {
  const count = sizeOf(policy) * sizeOf(rules);
  const budget = options.budget ?? { left: count > COUNT_LIMIT ? -1 : WORK_LIMIT };
  const question = { rules, machine: options.machine, budget };
  return [...policy.lists.values()].flat().map((placed) => {
    const coverage = coverageOfRule(placed, question);
    if (budget.left < 0 || coverage.verdict === 'unknown') return coverage;
    return options.knowsObjects || fine.has(coverage.verdict) ? coverage : unlessSameFile(coverage, question);
  });
}

function sizeOf({ lists }: RuleSet): number {
  return [...lists.values()].reduce((sum, { length }) => sum + length, 0);
}

interface Question {
  readonly rules: RuleSet;
  readonly machine: Machine | undefined;
  readonly budget: Budget;
}

export interface CoverageOptions {
  /** What the rules are for. */
  readonly machine?: Machine | undefined;
  /** Paths that differ are different files. Without it a file may have another name in a folder that is a link. */
  readonly knowsObjects?: boolean;
  /** Rules that may still be asked, and values looked at, for all rules of the policy together. */
  readonly budget?: Budget;
}

const fine: ReadonlySet<Verdict> = new Set([
  'covered',
  'covered under another key',
  'asks for nothing',
  'can never match',
]);

/** A rule about another path may be about the same file: `/bin/su` and `/usr/bin/su`. Only that file system knows. */
function unlessSameFile(coverage: Coverage, question: Question): Coverage {
  const { rule } = coverage;
  for (const text of textsOf(rule)) {
    for (const other of textsByEnd(question.rules).get(lastOf(text)) ?? []) {
      if (other === text) continue;
      const by = coveringElsewhere(withText(rule, text, other), question);
      if (!by) continue;
      return {
        ...coverage,
        verdict: 'unknown',
        by,
        unsettled: [`whether ${text} is ${other} is not known here (--here looks)`],
      };
    }
  }
  return coverage;
}

/** Rules of the set → rule of a policy, whatever its key → what covers all of it. */
const elsewhere = new WeakMap<RuleSet, Map<string, readonly string[] | undefined>>();

/** Lines of the rules that cover it; `undefined` when they do not. Many rules of a policy come to the same question. */
function coveringElsewhere(placed: PlacedRule, question: Question): readonly string[] | undefined {
  const known = elsewhere.get(question.rules) ?? new Map<string, readonly string[] | undefined>();
  elsewhere.set(question.rules, known);
  const { list, action, fields, mask } = placed.rule;
  const own = fields.filter(({ field }) => field !== FIELD_KEY);
  const name = JSON.stringify([question.machine?.name, list, action, [...mask], own]);
  question.budget.left--;
  if (known.has(name)) return known.get(name);
  const found = linesCovering(placed, question);
  if (question.budget.left >= 0) known.set(name, found);
  return found;
}

function linesCovering(placed: PlacedRule, question: Question): readonly string[] | undefined {
  if (!ofCalls.has(placed.rule.list)) {
    const { verdict, by, unsettled } = coverageOfRule(placed, question);
    return fine.has(verdict) && unsettled.length === 0 ? by : undefined;
  }
  const comparison = comparisonOf(placed, question, 'loss');
  const isCovered = missesIn(comparison).length === 0 && comparison.unsettled.length === 0;
  return isCovered ? namedIn(comparison) : undefined;
}

const endsOf = new WeakMap<RuleSet, ReadonlyMap<string, ReadonlySet<string>>>();

/** Paths of all rules by their last component. */
function textsByEnd(rules: RuleSet): ReadonlyMap<string, ReadonlySet<string>> {
  const known = endsOf.get(rules);
  if (known) return known;
  const ends = new Map<string, Set<string>>();
  for (const text of [...rules.lists.values()].flat().flatMap(textsOf))
    ends.set(lastOf(text), (ends.get(lastOf(text)) ?? new Set()).add(text));
  endsOf.set(rules, ends);
  return ends;
}

function textsOf({ rule }: PlacedRule): readonly string[] {
  return rule.fields.flatMap((each) => ('text' in each && each.field !== FIELD_KEY ? [each.text] : []));
}

function lastOf(written: string): string {
  const path = written.replace(/(?<=.)\/+$/, '');
  return path.slice(path.lastIndexOf('/') + 1);
}

function withText(placed: PlacedRule, from: string, to: string): PlacedRule {
  const fields = placed.rule.fields.map((each) =>
    'text' in each && each.text === from ? { ...each, text: to } : each,
  );
  return { ...placed, rule: { ...placed.rule, fields }, ...(placed.path === from && { path: to }) };
}

function coverageOfRule(placed: PlacedRule, { rules, machine, budget }: Question): Coverage {
  const { rule } = placed;
  const plain = { rule: placed, by: [], missing: [], misses: [], unsettled: [] };
  if (ofCalls.has(rule.list) && rule.action !== ACTION_ALWAYS) return { ...plain, verdict: 'asks for nothing' };
  if (budget.left < 0) return { ...plain, verdict: 'unknown', unsettled: [TOO_LARGE] };
  if (!ofCalls.has(rule.list)) return { ...plain, ...coverageOnList(placed, rules, budget) };
  const comparison = comparisonOf(placed, { rules, machine, budget });
  const misses = missesIn(comparison);
  return {
    rule: placed,
    verdict: verdictOf(comparison, misses),
    by: namedIn(comparison),
    missing: missingOf(placed, misses),
    misses: misses.map((miss) => ({ ...miss, nearest: nearestTo(miss, rules, budget) })),
    unsettled: comparison.unsettled,
  };
}

function comparisonOf(
  placed: PlacedRule,
  { rules, machine, budget }: Question,
  stopAt?: CompareOptions['stopAt'],
): Comparison {
  const alone: RuleSet = { lists: new Map([[placed.rule.list, [placed]]]) };
  const compared = compareSets(alone, judgedOf(rules), { onlyFirst: true, machine, budget, ...(stopAt && { stopAt }) });
  return { ...compared, unsettled: [...compared.unsettled, ...notJudged(rules)] };
}

function missesIn({ differences }: Comparison): readonly Difference[] {
  return differences.filter(({ kind }) => kind === 'only first');
}

const judgedSets = new WeakMap<RuleSet, RuleSet>();

/** As far as it is about calls; the same set each time, of which the comparison remembers what it has worked out. */
function judgedOf(rules: RuleSet): RuleSet {
  const judged = judgedSets.get(rules) ?? {
    lists: new Map([...rules.lists].filter(([list]) => ofCalls.has(list) || list === LIST_EXCLUDE)),
  };
  judgedSets.set(rules, judged);
  return judged;
}

const ofCalls: ReadonlySet<number> = new Set([LIST_EXIT, LIST_IO_URING]);

/** A rule that drops records, hides files or takes processes out: whether the others do the same to all of them. */
function coverageOnList(
  placed: PlacedRule,
  rules: RuleSet,
  budget: Budget,
): Pick<Coverage, 'verdict' | 'by' | 'misses' | 'unsettled'> {
  const { acted, undone, by, unsettled } = actsOf(placed, rules, budget);
  const misses = undone.map((difference) => ({ ...difference, nearest: undefined }));
  if (misses.length > 0) return { verdict: acted > 0 ? 'partly' : 'absent', by, misses, unsettled };
  if (unsettled.length > 0) return { verdict: 'unknown', by, misses, unsettled };
  return { verdict: acted > 0 ? 'covered' : 'asks for nothing', by, misses, unsettled };
}

/** Rules that may keep events away and are not part of the comparison. */
function notJudged(rules: RuleSet): readonly string[] {
  const notes: string[] = [];
  if (rulesOn(rules, LIST_TASK).length > 0) notes.push('task rules may keep the process from being audited');
  if (rulesOn(rules, LIST_FILESYSTEM).length > 0) notes.push('filesystem rules may hide its file');
  return notes;
}

function namedIn(comparison: Comparison): readonly string[] {
  const byKey = keyOnly(comparison).map(({ other }) => other.rule ?? '');
  return [...new Set([...comparison.agreed, ...byKey, ...comparison.alike])];
}

function keyOnly({ differences }: Comparison): readonly Difference[] {
  return differences.filter(({ kind }) => kind === 'key');
}

function verdictOf(comparison: Comparison, misses: readonly Difference[]): Verdict {
  const isRecorded = comparison.agreed.size > 0;
  const hasOtherKey = keyOnly(comparison).length > 0;
  if (misses.length > 0) {
    if (isRecorded || hasOtherKey) return 'partly';
    return misses.some(({ other }) => other.rule !== null) ? 'shadowed' : 'absent';
  }
  if (comparison.unsettled.length > 0) return 'unknown';
  if (hasOtherKey) return isRecorded ? 'covered' : 'covered under another key';
  return isRecorded ? 'covered' : 'can never match';
}

const LISTED = 12;

/** Calls by name; an ABI of which everything is missing by its own. */
function missingOf(placed: PlacedRule, misses: readonly Difference[]): readonly string[] {
  const calls = misses.flatMap((miss) => miss.calls);
  const operations = calls.filter((call) => call.operations !== undefined);
  const architectures = new Set(calls.flatMap(({ arch, operations: isOperation }) => (isOperation ? [] : [arch])));
  const texts = [...architectures].flatMap((arch) => {
    const ofArch = calls.filter((call) => call.arch === arch && !call.operations);
    const count = new Set(ofArch.flatMap(({ members }) => members)).size;
    const asked = Array.from({ length: NUMBERS }, (_, i) => i).filter((number) => holds(placed.mask, number));
    if (asked.length > LISTED && count > asked.length / 2) return [`${count} calls (${archText(arch)})`];
    return count === 0 ? [] : [`${listText(memberNames(sorted(ofArch)), ',')} (${archText(arch)})`];
  });
  return operations.length === 0 ? texts : [...texts, listText(memberNames(operations), ', ')];
}

function listText(names: readonly string[], separator: string): string {
  const shown = names.slice(0, LISTED).join(separator);
  return `${shown}${names.length > LISTED ? ` and ${names.length - LISTED} more` : ''}`;
}

/** As one class, its members in order. */
function sorted(calls: readonly CallClass[]): readonly CallClass[] {
  const [first] = calls;
  const members = [...new Set(calls.flatMap((call) => call.members))].sort((one, other) => one - other);
  return first ? [{ ...first, members }] : [];
}

const NEAR = 2;
/** All conditions of a rule are asked here, not only those up to the first that fails. */
const NEAREST_WORK = 8;
/** A rule about other calls or other files is not near. */
const distant: ReadonlySet<string> = new Set(['mask', 'path', 'dir', 'inode']);

function nearestTo({ witness }: Difference, rules: RuleSet, budget: Budget): Miss['nearest'] {
  budget.left -= NEAREST_WORK * sizeOf(rules);
  if (budget.left < 0) return undefined;
  let nearest: Miss['nearest'];
  for (const { placed, fails } of failuresOf(rules, witness)) {
    if (placed.rule.action !== ACTION_ALWAYS || fails.some((name) => distant.has(name))) continue;
    if (fails.length > NEAR || fails.length === 0) continue;
    if (!nearest || fails.length < nearest.fails.length) nearest = { line: placed.line, fails };
  }
  return nearest;
}
