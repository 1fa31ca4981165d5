/**
 * Two rule sets by what they do: an event that one records and the other does not, or that they record under different
 * keys, for each pair of rules that make the difference; or the proof that there is none. Paths are taken as plain
 * existing files, without links and mounts; every witness has been put to the model.
 */

import type { Machine } from '../../tables/syscalls.js';
import { type Decision, decide } from '../model/decide.js';
import type { FilterEvent } from '../model/event.js';
import { type PlacedRule, type RuleSet, rulesOn } from '../model/rule-set.js';
import { LIST_EXCLUDE, LIST_EXIT, LIST_IO_URING } from '../rule.js';
import { sameRule } from '../same-rule.js';
import { architecturesOf, type CallClass, callClasses, eventOf, operationClasses } from './calls.js';
import { type WalkOptions, walkCells } from './cells.js';
import { type CompareOptions, type Comparison, Found } from './difference.js';
import { compareLists, droppingResidues } from './lists.js';
import { isRefiled, patternOf, type Residue, residuesOf } from './residue.js';
import { eventsFor } from './shapes.js';
import { type Side, sideOf, splitFurther } from './sides.js';
import { type Targets, targetsFor } from './targets.js';
import { completed } from './variables.js';
import { classText } from './witness.js';

const CELL_LIMIT = 20_000;
const TOTAL_LIMIT = 1_000_000;
/** Rules asked, over all calls and files: a few seconds. */
const WORK_LIMIT = 8_000_000;

/** Proved, for plain files; what cannot be settled counts as different. */
export function areEqual(one: RuleSet, other: RuleSet, machine?: Machine): boolean {
  const { differences, unsettled } = compareSets(one, other, { stopAt: 'difference', machine });
  return differences.length === 0 && unsettled.length === 0;
}

export function compareSets(one: RuleSet, other: RuleSet, options: CompareOptions = {}): Comparison {
  const { onlyFirst = false, stopAt } = options;
  const found = new Found(onlyFirst);
  if (!onlyFirst && isWrittenAlike(one, other)) return found.result([]);
  const unsettled = new Set<string>();
  if (!onlyFirst) {
    const lists = compareLists(one, other);
    for (const difference of lists.differences) found.add(difference);
    for (const reason of lists.unsettled) unsettled.add(reason);
  }
  if (!found.has(stopAt)) for (const reason of compareCalls(one, other, found, options)) unsettled.add(reason);
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

/** What a walk has shown; the same for all calls and files that leave the same of the same rules. */
interface Outcome {
  readonly judged: readonly Judged[];
  readonly isComplete: boolean;
}

interface Judged {
  readonly event: FilterEvent;
  readonly first: Decision;
  readonly second: Decision;
}

/** The exit and io_uring lists, as far as the exclude list lets their events through; returns what is not settled. */
function compareCalls(one: RuleSet, other: RuleSet, found: Found, options: CompareOptions): readonly string[] {
  const {
    onlyFirst = false,
    stopAt,
    cellLimit = CELL_LIMIT,
    totalLimit = TOTAL_LIMIT,
    workLimit = WORK_LIMIT,
  } = options;
  const sides = [sideOf(one), sideOf(other)] as const;
  const unsettled = new Set<string>();
  let total = 0;
  let work = 0;
  const targets = targetsFor(sides, onlyFirst);
  const known = new Map<string, Outcome>();
  // Exclude rules split the space and decide nothing that a rule of the exit list could be asked for.
  const onlyApart = !onlyFirst && [one, other].every((set) => rulesOn(set, LIST_EXCLUDE).length === 0);
  for (const occasion of occasions(sides, targets, options)) {
    const { call, base, isOfTwo } = occasion;
    const [watching, watchingToo] = [sides[0].watching(base), sides[1].watching(base)];
    const isWatched = watching.length + watchingToo.length > 0;
    const asked = sides.map((side) => side.rulesFor(call, base));
    for (const rules of asked) work += rules.length + 1;
    if (work > workLimit) return [...unsettled, 'too large: the search was ended'];
    const [left, right] = asked.map((rules) => residuesOf(rules, base, isWatched));
    if (!left || !right || (left.length === 0 && (onlyFirst || right.length === 0))) continue;
    const [leftAll, rightAll] = [
      [...droppingResidues(one, base), ...left],
      [...droppingResidues(other, base), ...right],
    ];
    const watches = [watchedBy(watching, base), watchedBy(watchingToo, base)];
    if (!onlyFirst && watches[0] === watches[1] && doTheSame(leftAll, rightAll, base)) continue;
    const pattern = [formOf(occasion), ...watches, ...leftAll.map(patternOf), '', ...rightAll.map(patternOf)].join(
      '\n',
    );
    const alike = known.get(pattern);
    for (const { event, first, second } of alike?.judged ?? []) found.judge(call, event, first, second, isOfTwo);
    const judge = (event: FilterEvent, first: Decision, second: Decision): boolean => {
      total++;
      found.judge(call, event, first, second, isOfTwo);
      return total < totalLimit && !found.has(stopAt);
    };
    const small = (): readonly [RuleSet, RuleSet] => [
      withRules(one, left, watching),
      withRules(other, right, watchingToo),
    ];
    const outcome =
      alike ?? walked(base, [leftAll, rightAll], small, { limit: cellLimit, onlyMatched: onlyFirst, onlyApart, judge });
    known.set(pattern, outcome);
    if (found.has(stopAt)) break;
    if (!outcome.isComplete) unsettled.add(`${classText(call)}: too many cases to look at each`);
    if (total >= totalLimit) return [...unsettled, 'too large: the search was ended'];
  }
  if (targets.areCut) unsettled.add('calls that take two files: too many pairs to look at each');
  return [...unsettled];
}

/** The same conditions of rules that do the same, in the same order. */
function doTheSame(left: readonly Residue[], right: readonly Residue[], event: FilterEvent): boolean {
  if (!areAlike(left, right)) return false;
  return !isRefiled(event) || areAlike(filedAgain(left), filedAgain(right));
}

function areAlike(left: readonly Residue[], right: readonly Residue[]): boolean {
  return left.length === right.length && left.every(({ signature }, i) => signature === right[i]?.signature);
}

function filedAgain(residues: readonly Residue[]): readonly Residue[] {
  return residues.filter(({ placed }) => placed.isHash).sort((a, b) => a.placed.loaded - b.placed.loaded);
}

/** Which of the entries that go are watched; by what does not count. */
function watchedBy(rules: readonly PlacedRule[], { early = [] }: FilterEvent): string {
  return early.map(({ gone }) => rules.some(({ path }) => path === gone)).join();
}

/** The set with only these of its rules about calls, in order. */
function withRules(set: RuleSet, residues: readonly Residue[], watching: readonly PlacedRule[]): RuleSet {
  const of = (list: number): readonly PlacedRule[] =>
    [...new Set([...residues.map(({ placed }) => placed), ...watching])]
      .filter(({ rule }) => rule.list === list)
      .sort((one, other) => one.place - other.place);
  return {
    lists: new Map([...set.lists, [LIST_EXIT, of(LIST_EXIT)], [LIST_IO_URING, of(LIST_IO_URING)]]),
  };
}

interface Occasion {
  readonly call: CallClass;
  /** What rules can tell of the call and its files; all else is open. */
  readonly base: FilterEvent;
  readonly isOfTwo: boolean;
  /** Which of the ways that such a call may go. */
  readonly way: number;
}

/** Puts one event of each cell to both sets. */
function walked(
  base: FilterEvent,
  [left, right]: readonly [readonly Residue[], readonly Residue[]],
  sets: () => readonly [RuleSet, RuleSet],
  {
    judge,
    ...options
  }: Omit<WalkOptions, 'visit'> & { judge(event: FilterEvent, first: Decision, second: Decision): boolean },
): Outcome {
  const judged: Judged[] = [];
  const [one, other] = sets();
  const { isComplete } = walkCells(base, left, right, {
    ...options,
    visit: (attributes) => {
      const event = completed(base, attributes);
      const [first, second] = [decide(one, event), decide(other, event)];
      judged.push({ event, first, second });
      return judge(event, first, second);
    },
  });
  return { judged, isComplete };
}

/** All of an occasion that counts besides what it leaves of the rules. */
function formOf({ call: { shape, operations }, base, isOfTwo, way }: Occasion): string {
  const { names = [], exit, success } = base;
  return [shape, operations, isOfTwo, way, names.length, names[0]?.ino === null, exit, success].join();
}

/** All that calls and operations can be about, as far as the rules can tell. */
function* occasions(sides: readonly [Side, Side], targets: Targets, options: CompareOptions): Generator<Occasion> {
  const { onlyFirst = false, machine } = options;
  const [first, second] = sides;
  const every = [...first.rules, ...second.rules];
  const architectures = architecturesOf(every, machine);
  const calls = onlyFirst
    ? splitFurther(callClasses(first.rules, architectures), second.placesFor(architectures))
    : callClasses(every, architectures);
  for (const call of [...calls, ...operationClasses(every, architectures)]) {
    for (const target of targets.of(call)) {
      const isOfTwo = typeof target === 'object' && target.other !== undefined;
      for (const [way, form] of eventsFor(call.shape, target).entries())
        yield { call, isOfTwo, way, base: { ...form, ...eventOf(call), ...resultOf(form, call) } };
    }
  }
}

/** A form that succeeds or fails says so, except of operations, which always seem to succeed. */
function resultOf({ exit, success }: Partial<FilterEvent>, { operations }: CallClass): Partial<FilterEvent> {
  if (operations) return {};
  return { ...(exit !== undefined && { exit }), ...(success !== undefined && { success }) };
}
