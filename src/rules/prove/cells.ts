/**
 * Walks the cells of one kind of call: the parts of the attributes' space within which no rule of either set changes
 * its mind. Each rule splits what is left in two; empty parts are cut, and the walk is bounded.
 *
 *   store:   uid {0, 1000, 1001}   exit {0, -13}   …        what each attribute may still be
 *   rule:    uid=0 success=1   →   {0} × {0}                 matches: on to the other set, or to the verdict
 *                                  {1000, 1001} × …          the first condition fails: next rule
 *                                  {0} × {-13}               the second fails: next rule
 */
import { FIELD_COMPARE } from '../fields.js';
import type { FilterEvent } from '../model/event.js';
import type { RuleField } from '../rule.js';
import type { OpenCondition, Part } from './open-condition.js';
import type { Residue } from './residue.js';
import { agrees, type Value, type Variable, variableFor, withAttributes } from './variables.js';

/** Attribute → indices of the values that are left. */
type Store = ReadonlyMap<string, readonly number[]>;

export interface Walk {
  /** Everything that rules can tell apart was looked at. */
  readonly isComplete: boolean;
}

export interface WalkOptions {
  readonly limit: number;
  /** Told of one point of each cell; returns false to end the walk. */
  visit(attributes: ReadonlyMap<string, Value>): boolean;
  /** Leave out cells in which no rule of the first set matches. */
  readonly onlyMatched?: boolean;
}

export function walkCells(
  base: FilterEvent,
  one: readonly Residue[],
  other: readonly Residue[],
  options: WalkOptions,
): Walk {
  const space = spaceOf(base, [...one, ...other]);
  let cells = 0;
  let isCut = false;
  const leaf = (store: Store): boolean => {
    if (++cells > options.limit) {
      isCut = true;
      return false;
    }
    return options.visit(pointOf(space, store));
  };
  const walk = (
    store: Store,
    rules: readonly Residue[],
    at: number,
    then: (left: Store, matched: boolean) => boolean,
    matched: boolean,
  ): boolean => {
    const residue = rules[at];
    if (!residue) return then(store, matched);
    let going: readonly Store[] = [store];
    for (const condition of residue.open) {
      const next: Store[] = [];
      for (const part of going) {
        for (const failing of space.split(part, condition, false))
          if (!walk(failing, rules, at + 1, then, matched)) return false;
        next.push(...space.split(part, condition, true));
      }
      going = next;
    }
    for (const part of going) {
      const goesOn = residue.isFinal ? then(part, true) : walk(part, rules, at + 1, then, true);
      if (!goesOn) return false;
    }
    return true;
  };
  walk(
    space.all,
    one,
    0,
    (store, matched) => {
      if (options.onlyMatched && !matched) return true;
      return walk(store, other, 0, leaf, false);
    },
    false,
  );
  return { isComplete: !isCut && space.isExact };
}

interface Space {
  readonly variables: ReadonlyMap<string, Variable>;
  readonly all: Store;
  readonly isExact: boolean;
  split(store: Store, condition: OpenCondition, truth: boolean): readonly Store[];
}

function spaceOf(base: FilterEvent, residues: readonly Residue[]): Space {
  const conditions = new Set(residues.flatMap(({ open }) => open));
  const variables = variablesFor(base, conditions);
  const tables = new Map<Part, Table>();
  const splitPart = (store: Store, part: Part, truth: boolean): readonly Store[] => {
    const [left, right] = part.attributes.map((name) => variables.get(name));
    if (!left) return [];
    const table = tables.get(part) ?? tableOf(base, part, left, right);
    tables.set(part, table);
    const lefts = store.get(left.name) ?? [];
    if (!right) {
      const kept = lefts.filter((i) => table[i]?.[0] === truth);
      return kept.length === 0 ? [] : [new Map(store).set(left.name, kept)];
    }
    const rights = store.get(right.name) ?? [];
    return lefts.flatMap((i) => {
      const kept = rights.filter((j) => table[i]?.[j] === truth);
      return kept.length === 0 ? [] : [new Map(store).set(left.name, [i]).set(right.name, kept)];
    });
  };
  return {
    variables,
    all: new Map([...variables].map(([name, { values }]) => [name, values.map((_value, i) => i)])),
    isExact: [...variables.values()].every(({ isExact }) => isExact),
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

function variablesFor(base: FilterEvent, conditions: Iterable<OpenCondition>): ReadonlyMap<string, Variable> {
  const byAttribute = new Map<string, RuleField[]>();
  const linked: number[] = [];
  for (const { field, parts } of conditions) {
    const attributes = new Set(parts.flatMap((part) => part.attributes));
    for (const name of attributes) byAttribute.set(name, [...(byAttribute.get(name) ?? []), field]);
    if ('value' in field && !isComparison(field) && [...attributes].some((name) => /id(@|$)/.test(name)))
      linked.push(field.value);
  }
  const variables = new Map<string, Variable>();
  for (const [name, about] of byAttribute) {
    const isLinked = about.some((condition) => isComparison(condition));
    const own = about.filter((condition) => !isComparison(condition));
    const variable = variableFor(name, own, isLinked ? [...linked, 0, 1000, 2000] : []);
    const values = name === 'exit' ? variable.values.filter((value) => agrees(base, value)) : variable.values;
    variables.set(name, { ...variable, values });
  }
  return variables;
}

/** By index of the first and of the second attribute. */
type Table = readonly (readonly boolean[])[];

function tableOf(base: FilterEvent, part: Part, left: Variable, right: Variable | undefined): Table {
  return left.values.map((value) =>
    (right?.values ?? [undefined]).map((second) => {
      const attributes = new Map<string, Value>([[left.name, value]]);
      if (right && second !== undefined) attributes.set(right.name, second);
      return part.holds(withAttributes(base, attributes));
    }),
  );
}

function isComparison(condition: RuleField): boolean {
  return condition.field === FIELD_COMPARE;
}

function pointOf(space: Space, store: Store): ReadonlyMap<string, Value> {
  const point = new Map<string, Value>();
  for (const [name, { values }] of space.variables) {
    const value = values[store.get(name)?.[0] ?? 0];
    if (value !== undefined) point.set(name, value);
  }
  return point;
}
