/**
 * Walks the cells of many rules axis by axis. What is left of the rules of both sets after some axes is one state; it is
 * followed once, whichever values led to it, and no further when nothing can differ any more:
 *
 *   rules of one 1 2 3 · of other 1 2 3    -  auid=1001 →  - 2 - · - - 3    -  exit=0 →  …
 *                                          -  auid=1002 →  - 2 - · - - 3       known already
 *
 * Behind a rule that surely matches and decides the rules of its set are left out.
 */
import type { FilterEvent } from '../model/event.js';
import { type Axes, axesOf, type Bits, type Step, setOf, textOf, wordsFor } from './axes.js';
import type { Residue } from './residue.js';
import type { Walk, WalkOptions } from './walk.js';

/** `undefined` where rules can't be put like this; `cells.ts` walks them rule by rule. */
export function sweepCells(
  base: FilterEvent,
  one: readonly Residue[],
  other: readonly Residue[],
  options: WalkOptions,
): Walk | undefined {
  const { workLimit = Number.POSITIVE_INFINITY } = options;
  const field = fieldOf(one, other);
  const axes = axesOf(base, field.rules, workLimit);
  if (!axes) return undefined;
  const decided = decidedAfter(field, axes);
  const known = axes.all.map(() => new Set<string>());
  const chosen: Step[] = [];
  let work = axes.work;
  let states = 0;
  const isTooLong = (): boolean => work > workLimit || states > STATE_RATE * options.limit;
  /** Returns false when the walk has ended. */
  const follow = (left: Bits, level: number): boolean => {
    const axis = axes.all[level];
    if (!axis) return options.visit(new Map(chosen.flatMap(({ point }) => point)));
    for (const step of axis.steps) {
      work += 1 + left.length / WORDS_PER_WORK;
      if (isTooLong()) return false;
      const rest = narrowed(field, left, step.left, decided[level + 1] ?? field.all);
      if (isNothing(field, rest, options)) continue;
      const text = textOf(rest);
      if (known[level]?.has(text)) continue;
      known[level]?.add(text);
      states++;
      chosen[level] = step;
      if (!follow(rest, level + 1)) return false;
    }
    return true;
  };
  const start = narrowed(field, field.all, field.all, decided[0] ?? field.all);
  if (!isNothing(field, start, options)) follow(start, 0);
  return { isComplete: !isTooLong() && axes.isExact, work };
}

/** States that are remembered for each part that a walk by rules may look at. */
const STATE_RATE = 4;
/** Words of a state that are looked at while a rule is asked. */
const WORDS_PER_WORK = 4;

/** Rules of both sets as bits, each set from a word of its own on. */
interface Field {
  /** None where a word is not full. */
  readonly rules: readonly (Residue | undefined)[];
  readonly all: Bits;
  /** First word of the other set. */
  readonly border: number;
  readonly final: Bits;
  /** Equal numbers for rules that do the same to the same events. */
  readonly signatures: readonly number[];
}

function fieldOf(one: readonly Residue[], other: readonly Residue[]): Field {
  const border = wordsFor(one.length);
  const padding = new Array<undefined>(border * 32 - one.length).fill(undefined);
  const rules = [...one, ...padding, ...other];
  const placesOf = (isAmong: (rule: Residue) => boolean): readonly number[] =>
    rules.flatMap((rule, place) => (rule && isAmong(rule) ? [place] : []));
  const numbers = new Map<string, number>();
  const signatures = rules.map((rule) => {
    const number = numbers.get(rule?.signature ?? '') ?? numbers.size;
    numbers.set(rule?.signature ?? '', number);
    return number;
  });
  return {
    rules,
    border,
    signatures,
    all: setOf(
      placesOf(() => true),
      rules.length,
    ),
    final: setOf(
      placesOf(({ isFinal }) => isFinal),
      rules.length,
    ),
  };
}

/** By the number of axes that are known: rules of which all conditions are decided. */
function decidedAfter(field: Field, { all: axes }: Axes): readonly Bits[] {
  const decided: Bits[] = [];
  for (let known = 0; known <= axes.length; known++) {
    const later = axes.slice(known).map(({ asked }) => asked);
    decided.push(field.all.map((bits, at) => later.reduce((left, asked) => left & ~(asked[at] ?? 0), bits)));
  }
  return decided;
}

/** What a step leaves, up to the first final rule of each set that is decided. */
function narrowed({ border, final }: Field, left: Bits, step: Bits, decided: Bits): Bits {
  const rest = left.map((bits, at) => bits & (step[at] ?? 0));
  for (const [from, to] of [
    [0, border],
    [border, rest.length],
  ] as const) {
    for (let at = from; at < to; at++) {
      const ending = (rest[at] ?? 0) & (final[at] ?? 0) & (decided[at] ?? 0);
      if (ending === 0) continue;
      // Of this word what stands up to the lowest bit of these.
      const lowest = ending & -ending;
      rest[at] = (rest[at] ?? 0) & (lowest | (lowest - 1));
      rest.fill(0, at + 1, to);
      break;
    }
  }
  return rest;
}

/** Whether nothing that is looked for can be found any more. */
function isNothing(field: Field, left: Bits, { onlyMatched = false, onlyApart = false }: WalkOptions): boolean {
  if (onlyMatched) return left.subarray(0, field.border).every((bits) => bits === 0);
  return onlyApart && doTheSame(field, left);
}

/** What is left of both sets are the same rules in the same order, each of which decides when it matches. */
function doTheSame({ signatures, final, border }: Field, left: Bits): boolean {
  if (left.some((bits, at) => (bits & ~(final[at] ?? 0)) !== 0)) return false;
  let [one, other] = [nextOf(left, 0, border), nextOf(left, border * 32, left.length)];
  while (one >= 0 && other >= 0) {
    if (signatures[one] !== signatures[other]) return false;
    one = nextOf(left, one + 1, border);
    other = nextOf(left, other + 1, left.length);
  }
  return one === other;
}

/** The first place from this one on, in words before `end`; -1 for none. */
function nextOf(left: Bits, from: number, end: number): number {
  for (let at = from >>> 5; at < end; at++) {
    const bits = (left[at] ?? 0) & (at === from >>> 5 ? -1 << (from & 31) : -1);
    if (bits !== 0) return at * 32 + 31 - Math.clz32(bits & -bits);
  }
  return -1;
}
