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
import { hasNoReturn, holdsFor } from '../model/conditions.js';
import type { FilterEvent } from '../model/event.js';
import type { RuleField } from '../rule.js';
import type { Residue } from './residue.js';
import { agrees, attributesOf, type Value, type Variable, variableFor, withAttributes } from './variables.js';

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
  split(store: Store, condition: RuleField, truth: boolean): readonly Store[];
}

function spaceOf(base: FilterEvent, residues: readonly Residue[]): Space {
  const arch = base.arch ?? 0;
  const syscall = base.syscall ?? 0;
  const byAttribute = new Map<string, RuleField[]>();
  const conditions = new Set(residues.flatMap(({ open }) => open));
  const linked: number[] = [];
  for (const condition of conditions) {
    const attributes = attributesOf(condition, arch, syscall);
    for (const name of attributes) byAttribute.set(name, [...(byAttribute.get(name) ?? []), condition]);
    if ('value' in condition && attributes.length === 1 && /id$/.test(attributes[0] ?? ''))
      linked.push(condition.value);
  }
  const variables = new Map<string, Variable>();
  for (const [name, about] of byAttribute) {
    const isLinked = about.some((condition) => isComparison(condition));
    const own = about.filter((condition) => !isComparison(condition));
    const variable = variableFor(name, own, isLinked ? [...linked, 0, 1000, 2000] : []);
    const values = name === 'exit' ? variable.values.filter((value) => agrees(base, value)) : variable.values;
    variables.set(name, { ...variable, values });
  }
  const tables = new Map<RuleField, readonly (readonly boolean[])[]>();
  const trialOf = (event: FilterEvent) => ({ event, names: event.names, hasResult: !hasNoReturn(event), paths: {} });
  const tableOf = (
    condition: RuleField,
    left: Variable,
    right: Variable | undefined,
  ): readonly (readonly boolean[])[] => {
    const known = tables.get(condition);
    if (known) return known;
    const table = left.values.map((value) =>
      (right?.values ?? [undefined]).map((second) => {
        const attributes = new Map<string, Value>([[left.name, value]]);
        if (right && second !== undefined) attributes.set(right.name, second);
        return holdsFor(condition, trialOf(withAttributes(base, attributes))) === true;
      }),
    );
    tables.set(condition, table);
    return table;
  };
  return {
    variables,
    all: new Map([...variables].map(([name, { values }]) => [name, values.map((_value, i) => i)])),
    isExact: [...variables.values()].every(({ isExact }) => isExact),
    split: (store, condition, truth) => {
      const [leftName = '', rightName] = attributesOf(condition, arch, syscall);
      const left = variables.get(leftName);
      if (!left) return [];
      const right = rightName === undefined ? undefined : variables.get(rightName);
      const table = tableOf(condition, left, right);
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
    },
  };
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
