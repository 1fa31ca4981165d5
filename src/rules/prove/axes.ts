/**
 * The attributes that open conditions hang on, put together where one condition looks at several, so that each condition
 * is decided by one axis. Points of an axis that leave the same rules are one step:
 *
 *   auid    0 … 999   1000   1001 … 4294967294   unset
 *   rules   -         1      1, 2                2          what is left of them, as bits
 */
import type { FilterEvent } from '../model/event.js';
import { type OpenCondition, signatureOf } from './open-condition.js';
import type { Residue } from './residue.js';
import { answer, variablesFor } from './values.js';
import type { Value, Variable } from './variables.js';

export interface Axis {
  readonly steps: readonly Step[];
  /** Rules of which a condition is decided here. */
  readonly asked: Bits;
}

export interface Step {
  /** Rules of which no condition fails here. */
  readonly left: Bits;
  readonly point: readonly (readonly [attribute: string, value: Value])[];
}

/** One for each place of a rule, in order. */
export type Bits = Uint32Array;

export interface Axes {
  readonly all: readonly Axis[];
  /** All that rules can tell apart is among the points. */
  readonly isExact: boolean;
  /** Values that were held against conditions. */
  readonly work: number;
}

/** Points of an axis of several attributes. */
const POINT_LIMIT = 4096;
/** Answers that take as long as a rule to be asked. */
const ANSWERS_PER_WORK = 2;

/** By the place of each rule. `undefined` where some axis would be too long, or more than `most` work. */
export function axesOf(base: FilterEvent, rules: readonly (Residue | undefined)[], most: number): Axes | undefined {
  const conditions = [...conditionsOf(rules).values()];
  const variables = variablesFor(
    base,
    conditions.map(({ condition }) => condition),
  );
  if (variables.some(({ values }) => values.length === 0)) return undefined;
  if (conditions.some(({ condition }) => attributesIn(condition).some((name) => name === undefined))) return undefined;
  let work = rules.length;
  const all: Axis[] = [];
  for (const { names, own } of connected(conditions)) {
    const along = variables.filter(({ name }) => names.has(name));
    const count = along.reduce((product, { values }) => product * values.length, 1);
    work += (count * own.length) / ANSWERS_PER_WORK + count;
    if ((along.length > 1 && count > POINT_LIMIT) || work > most) return undefined;
    all.push({ steps: stepsOf(base, along, own, rules.length), asked: unionOf(own, rules.length) });
  }
  return { all, isExact: variables.every(({ isExact }) => isExact), work };
}

/** A condition, and the rules that have it. */
interface Asked {
  readonly condition: OpenCondition;
  readonly rules: number[];
}

/** The same condition of several rules once. */
function conditionsOf(rules: readonly (Residue | undefined)[]): ReadonlyMap<unknown, Asked> {
  const asked = new Map<unknown, Asked>();
  for (const [place, rule] of rules.entries()) {
    for (const condition of rule?.open ?? []) {
      // Files of which owners are asked may differ in more than the attribute.
      const isOfFile = attributesIn(condition).some((name) => name === undefined || name.includes('@'));
      const name = isOfFile || condition.parts.length > 1 ? condition : signatureOf(condition);
      const known = asked.get(name);
      if (known) known.rules.push(place);
      else asked.set(name, { condition, rules: [place] });
    }
  }
  return asked;
}

/** `undefined` among them for a part that hangs on none. */
function attributesIn({ parts }: OpenCondition): readonly (string | undefined)[] {
  return parts.flatMap(({ attributes }): readonly (string | undefined)[] =>
    attributes.length === 0 ? [undefined] : attributes,
  );
}

interface Connected {
  readonly names: Set<string>;
  readonly own: Asked[];
}

/** Conditions that share attributes, also by way of others. */
function connected(conditions: readonly Asked[]): Iterable<Connected> {
  const groups = new Map<string, Connected>();
  for (const asked of conditions) {
    const names = asked.condition.parts.flatMap(({ attributes }) => attributes);
    const [group = { names: new Set<string>(), own: [] }, ...others] = new Set(
      names.flatMap((name) => groups.get(name) ?? []),
    );
    group.own.push(asked, ...others.flatMap(({ own }) => own));
    for (const name of [...names, ...others.flatMap((other) => [...other.names])]) {
      group.names.add(name);
      groups.set(name, group);
    }
  }
  return new Set(groups.values());
}

function stepsOf(base: FilterEvent, along: readonly Variable[], own: readonly Asked[], count: number): readonly Step[] {
  const names = along.map(({ name }) => name);
  const asked = own.map(({ condition, rules }) => ({
    isTrue: truthAt(base, condition, names),
    words: wordsOf(setOf(rules, count)),
  }));
  const steps = new Map<string, Step>();
  for (const point of pointsOf(along)) {
    const left = new Uint32Array(wordsFor(count)).fill(0xffffffff);
    for (const { isTrue, words } of asked)
      if (!isTrue(point)) for (const [at, bits] of words) left[at] = (left[at] ?? 0) & ~bits;
    const text = textOf(left);
    if (!steps.has(text)) steps.set(text, { left, point: names.map((name, i) => [name, point[i] ?? null]) });
  }
  return [...steps.values()];
}

/** By the values of the attributes with these names. */
function truthAt(
  base: FilterEvent,
  { parts, isAll }: OpenCondition,
  names: readonly string[],
): (point: readonly Value[]) => boolean {
  const truths = parts.map((part) => {
    const [one = -1, other = -1] = part.attributes.map((name) => names.indexOf(name));
    return (point: readonly Value[]): boolean => answer(base, part, point[one] ?? null, point[other]);
  });
  const [only] = truths;
  if (only && truths.length === 1) return only;
  return (point) => (isAll ? truths.every((isTrue) => isTrue(point)) : truths.some((isTrue) => isTrue(point)));
}

/** Every mixture of values, the likeliest first. */
function pointsOf(along: readonly Variable[]): readonly (readonly Value[])[] {
  return along.reduce<readonly (readonly Value[])[]>(
    (points, { values }) => points.flatMap((point) => values.map((value) => [...point, value])),
    [[]],
  );
}

export function wordsFor(count: number): number {
  return (count + 31) >>> 5;
}

/** Those that are not zero. */
function wordsOf(set: Bits): readonly (readonly [at: number, bits: number])[] {
  return [...set.entries()].filter(([, bits]) => bits !== 0);
}

/** Equal for equal sets. */
export function textOf({ buffer, byteOffset, byteLength }: Bits): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}

export function setOf(rules: readonly number[], count: number): Bits {
  const set = new Uint32Array(wordsFor(count));
  for (const place of rules) set[place >>> 5] = (set[place >>> 5] ?? 0) | (1 << (place & 31));
  return set;
}

function unionOf(own: readonly Asked[], count: number): Bits {
  return setOf(
    own.flatMap(({ rules }) => rules),
    count,
  );
}
