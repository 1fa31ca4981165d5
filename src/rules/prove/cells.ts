/**
 * Walks the cells of one kind of call: the parts of the attributes' space within which no rule of either set changes
 * its mind. Each rule splits what is left in two, whatever makes it fail; empty parts are cut, the walk is bounded.
 *
 *   stores:  uid {0, 1000, 1001}   exit {0, -13}   …        what each attribute may still be
 *   rule:    uid=0 success=1   →   {0} × {0}                 matches: on to the other set, or to the verdict
 *                                  {1000, 1001} × …  ⎫
 *                                  {0} × {-13}       ⎭       fails, in one condition or another: next rule
 */
import type { FilterEvent } from '../model/event.js';
import type { OpenCondition, Part } from './open-condition.js';
import type { Residue } from './residue.js';
import { sweepCells } from './sweep.js';
import { answer, variablesFor } from './values.js';
import type { Value, Variable } from './variables.js';
import type { Walk, WalkOptions } from './walk.js';

/** By place of the attribute: indices of the values that are left. */
type Store = readonly (readonly number[])[];

export function walkCells(
  base: FilterEvent,
  one: readonly Residue[],
  other: readonly Residue[],
  options: WalkOptions,
): Walk {
  // Where rules are asked twice it counts which condition fails, not only whether one does.
  return (!options.isAskedEarly && sweepCells(base, one, other, options)) || walkByRule(base, one, other, options);
}

function walkByRule(base: FilterEvent, one: readonly Residue[], other: readonly Residue[], options: WalkOptions): Walk {
  const { limit, workLimit = Number.POSITIVE_INFINITY } = options;
  const space = spaceOf(base, [...one, ...other], workLimit);
  let parts = 0;
  type Next = (stores: readonly Store[], matched: boolean) => boolean;
  const isTooLong = (): boolean => parts > limit || space.work() > workLimit;
  const divided = (stores: readonly Store[], residue: Residue): Divided => {
    const found = split(space, stores, residue, limit);
    parts += found.failing.length + found.matching.length;
    return found;
  };
  /** Returns false when the walk has ended. `isOver`: a rule of the list has matched, none behind it is asked. */
  const walk = (
    stores: readonly Store[],
    rules: readonly Residue[],
    at: number,
    then: Next,
    matched = false,
    isOver = false,
  ): boolean => {
    if (stores.length === 0) return true;
    const residue = rules[at];
    if (!residue) return then(stores, matched);
    if (isOver && residue.endsList) return walk(stores, rules, at + 1, then, matched, isOver);
    const { failing, matching } = divided(stores, residue);
    if (isTooLong() || !walk(failing, rules, at + 1, then, matched, isOver)) return false;
    if (residue.isFinal) return matching.length === 0 || then(matching, true);
    return walk(matching, rules, at + 1, then, true, isOver || residue.endsList);
  };
  const leaf = ([store]: readonly Store[]): boolean => !store || options.visit(pointOf(space, store));
  const inOther = new Map(other.map(({ signature }, at) => [signature, at]));
  /** Both sets at once, as long as nothing has matched. */
  const walkBoth = (stores: readonly Store[], i: number, j: number): boolean => {
    const [left, right] = [one[i], other[j]];
    if (stores.length === 0 || (!left && !right)) return true;
    const isAlike = left !== undefined && left.signature === right?.signature;
    const isLeft = isAlike || (left !== undefined && !(right && (inOther.get(left.signature) ?? -1) > j));
    const asked = isLeft ? left : right;
    if (!asked?.isFinal || (isAlike && !right?.isFinal))
      return walk(stores, one, i, (rest) => walk(rest, other, j, leaf));
    const { failing, matching } = divided(stores, asked);
    if (isTooLong()) return false;
    // What the same rule decides in both is no difference.
    const goesOn = isAlike || (isLeft ? walk(matching, other, j, leaf) : walk(matching, one, i, leaf));
    return goesOn && walkBoth(failing, isLeft ? i + 1 : i, isLeft && !isAlike ? j : j + 1);
  };
  if (options.onlyApart) walkBoth([space.all], 0, 0);
  else
    walk([space.all], one, 0, (stores, matched) => (options.onlyMatched && !matched) || walk(stores, other, 0, leaf));
  return { isComplete: !isTooLong() && space.isExact, work: space.work() };
}

/** A condition that is asked, and whose answer is remembered, counts as much as so many rules. */
const ANSWER_WORK = 16;

interface Divided {
  readonly failing: readonly Store[];
  readonly matching: readonly Store[];
}

/** Where the rule fails, by its first condition that does, and where it matches; ends early where there are more than `limit` of both. */
function split(space: Space, stores: readonly Store[], { open }: Residue, limit: number): Divided {
  const failing: Store[] = [];
  let matching = stores;
  for (const condition of open) {
    for (const store of matching) for (const part of space.split(store, condition, false)) failing.push(part);
    matching = matching.flatMap((store) => space.split(store, condition, true));
    if (failing.length + matching.length > limit) break;
  }
  return { failing, matching };
}

interface Space {
  readonly variables: readonly Variable[];
  readonly all: Store;
  readonly isExact: boolean;
  /** Nothing when the work is more than was allowed. */
  split(store: Store, condition: OpenCondition, truth: boolean): readonly Store[];
  /** Values that were held against conditions so far. */
  work(): number;
}

function spaceOf(base: FilterEvent, residues: readonly Residue[], workLimit: number): Space {
  const conditions = new Set(residues.flatMap(({ open }) => open));
  const variables = variablesFor(base, conditions);
  const places = new Map(variables.map(({ name }, at) => [name, at]));
  const tables = new Map<Part, Table>();
  let work = conditions.size + variables.reduce((sum, { values }) => sum + values.length, 0);
  const splitPart = (store: Store, part: Part, truth: boolean): readonly Store[] => {
    const [left, right] = part.attributes.map((name) => places.get(name));
    if (left === undefined || work > workLimit) return [];
    let table = tables.get(part);
    if (!table) {
      work += ANSWER_WORK * (variables[left]?.values.length ?? 0) * (variables[right ?? -1]?.values.length ?? 1);
      if (work > workLimit) {
        work = workLimit + 1;
        return [];
      }
      table = tableOf(base, part, variables[left], variables[right ?? -1]);
      tables.set(part, table);
    }
    work += (store[left]?.length ?? 0) * (store[right ?? -1]?.length ?? 1);
    return right === undefined ? splitOne(store, table, left, truth) : splitTwo(store, table, [left, right], truth);
  };
  return {
    variables,
    all: variables.map(({ values }) => values.map((_value, i) => i)),
    isExact: variables.every(({ isExact }) => isExact),
    work: () => work,
    split: (store, { parts, isAll }, truth) => {
      if (truth === isAll)
        return parts.reduce<readonly Store[]>(
          (all, part) => all.flatMap((one) => splitPart(one, part, truth)),
          [store],
        );
      // One suffices: the first, or not the first but the second …
      const found: Store[] = [];
      let rest: readonly Store[] = [store];
      for (const part of parts) {
        found.push(...rest.flatMap((one) => splitPart(one, part, truth)));
        rest = rest.flatMap((one) => splitPart(one, part, !truth));
      }
      return found;
    },
  };
}

function splitOne(store: Store, table: Table, at: number, truth: boolean): readonly Store[] {
  const left = store[at] ?? [];
  const kept = left.filter((i) => table[i]?.[0] === truth);
  if (kept.length === 0) return [];
  return kept.length === left.length ? [store] : [store.with(at, kept)];
}

/** Values of the first that leave the same of the second stay together. */
function splitTwo(
  store: Store,
  table: Table,
  [one, other]: readonly [number, number],
  truth: boolean,
): readonly Store[] {
  const groups = new Map<string, { readonly firsts: number[]; readonly seconds: readonly number[] }>();
  for (const i of store[one] ?? []) {
    const seconds = (store[other] ?? []).filter((j) => table[i]?.[j] === truth);
    if (seconds.length === 0) continue;
    const group = groups.get(seconds.join()) ?? { firsts: [], seconds };
    groups.set(seconds.join(), group);
    group.firsts.push(i);
  }
  return [...groups.values()].map(({ firsts, seconds }) => store.with(one, firsts).with(other, seconds));
}

/** By index of the first and of the second attribute. */
type Table = readonly (readonly boolean[])[];

function tableOf(base: FilterEvent, part: Part, left: Variable | undefined, right: Variable | undefined): Table {
  if (!left) return [];
  return left.values.map((value) => (right?.values ?? [undefined]).map((second) => answer(base, part, value, second)));
}

function pointOf({ variables }: Space, store: Store): ReadonlyMap<string, Value> {
  const point = new Map<string, Value>();
  for (const [at, { name, values }] of variables.entries()) {
    const value = values[store[at]?.[0] ?? 0];
    if (value !== undefined) point.set(name, value);
  }
  return point;
}
