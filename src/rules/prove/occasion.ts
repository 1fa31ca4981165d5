/** One kind of call on one file, what it leaves of two sets' rules, and when another occasion asks the same. */
import type { EventName, FilterEvent } from '../model/event.js';
import type { PlacedRule, RuleSet } from '../model/rule-set.js';
import { LIST_EXIT, LIST_IO_URING } from '../rule.js';
import type { CallClass } from './calls.js';
import { droppingResidues } from './record-cases.js';
import { isRefiled, patternOf, type Residue } from './residue.js';
import { byPlace } from './sides.js';
import { demandOf } from './variables.js';

export interface Occasion {
  readonly call: CallClass;
  /** What rules can tell of the call and its files; all else is open. */
  readonly base: FilterEvent;
  readonly isOfTwo: boolean;
  /** Which of the ways that such a call may go. */
  readonly way: number;
}

export interface Question {
  /** Equal for occasions that leave the same of the same rules. */
  readonly pattern: string;
  readonly residues: Two<readonly Residue[]>;
  /** Rules about files may be asked early, too. */
  readonly isWatched: boolean;
  /** The sets with these rules only. */
  sets(): Two<RuleSet>;
}

/** Of both sets: what an occasion leaves of the rules, and those that watch an entry that it takes away. */
interface Left {
  readonly sets: Two<RuleSet>;
  readonly watching: Two<readonly PlacedRule[]>;
  readonly residues: Two<readonly Residue[]>;
  readonly onlyFirst: boolean;
}

/** `undefined` where both sets do the same. */
export function questionFrom(
  occasion: Occasion,
  { sets: [one, other], watching, residues: [left, right], onlyFirst }: Left,
): Question | undefined {
  const { base } = occasion;
  const all = [
    [...droppingResidues(one, base), ...left],
    [...droppingResidues(other, base), ...right],
  ] as const;
  const watches = both(watching, (rules) => watchedBy(rules, base));
  if (!onlyFirst && watches[0] === watches[1] && doTheSame(all, base)) return undefined;
  const pattern = [formOf(occasion), ...watches, ...all[0].map(patternOf), '', ...all[1].map(patternOf)].join('\n');
  const placedIn = (residues: readonly Residue[]): readonly PlacedRule[] => residues.map(({ placed }) => placed);
  const small = (): Two<RuleSet> => [
    withRules(one, [...placedIn(left), ...watching[0]]),
    withRules(other, [...placedIn(right), ...watching[1]]),
  ];
  return { pattern, residues: all, isWatched: watching.some((rules) => rules.length > 0), sets: small };
}

type Two<Item> = readonly [Item, Item];

export function both<Item, Result>([left, right]: Two<Item>, map: (item: Item) => Result): Two<Result> {
  return [map(left), map(right)];
}

/** The same conditions of rules that do the same, in the same order. */
function doTheSame([left, right]: Two<readonly Residue[]>, event: FilterEvent): boolean {
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

/** The set with only these of its rules about calls. */
export function withRules(set: RuleSet, rules: readonly PlacedRule[]): RuleSet {
  const of = (list: number): readonly PlacedRule[] =>
    [...new Set(rules)].filter(({ rule }) => rule.list === list).sort(byPlace);
  return {
    lists: new Map([...set.lists, [LIST_EXIT, of(LIST_EXIT)], [LIST_IO_URING, of(LIST_IO_URING)]]),
  };
}

/** The same event about other files: those of a form that the call may take in the same way. */
export function movedTo(event: FilterEvent, { names, early, after, lookups }: Partial<FilterEvent>): FilterEvent {
  const moved = (own: readonly EventName[] | undefined, others: readonly EventName[] = []): readonly EventName[] =>
    others.map((other, i) => ({ ...own?.[i], ...other }));
  return {
    ...event,
    names: moved(event.names, names),
    ...(early && { early: early.map((each, i) => ({ ...each, names: moved(event.early?.[i]?.names, each.names) })) }),
    ...(after && { after }),
    ...(lookups && { lookups }),
  };
}

/** All of an occasion that counts besides what it leaves of the rules. */
function formOf({ call: { shape, operations }, base, isOfTwo, way }: Occasion): string {
  const { names = [], exit, success } = base;
  const demanded = demandOf(base)?.attribute;
  return [shape, operations, isOfTwo, way, names.length, names[0]?.ino === null, exit, success, demanded].join();
}

/** A form that succeeds or fails says so, except of operations, which always seem to succeed. */
export function resultOf({ exit, success }: Partial<FilterEvent>, { operations }: CallClass): Partial<FilterEvent> {
  if (operations) return {};
  return { ...(exit !== undefined && { exit }), ...(success !== undefined && { success }) };
}
