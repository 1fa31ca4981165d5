/** Two files that a call takes. A hit of a rule about the one keeps away rules about the other that stand behind it. */
import type { PlacedRule } from '../model/rule-set.js';
import type { CallClass } from './calls.js';
import { kindText, viewOf } from './kinds.js';
import { asSecond, type File } from './shapes.js';
import type { Side } from './sides.js';

export interface Pairs {
  readonly calls: readonly CallClass[];
  readonly pairs: readonly (readonly [file: File, other: File])[];
  /** Not all pairs of files are among them. */
  readonly areCut: boolean;
  /** Pairs that were looked at. */
  readonly looks: number;
}

/** Pairs that are looked at, and those that are put to the model. */
const LOOK_LIMIT = 25_000_000;
const PAIR_LIMIT = 20_000;

/**
 * Of pairs in which the files are alike one each way, and the order of their rules and the pattern of their keys the same,
 * one. `others`: with all of `ones`, and first.
 */
export function pairsOf(
  sides: readonly [Side, Side],
  calls: readonly CallClass[],
  ones: readonly File[],
  others: readonly File[],
  mostLooks: number,
): Pairs {
  const limit = Math.min(LOOK_LIMIT, mostLooks);
  if (calls.length === 0) return { calls, pairs: [], areCut: false, looks: 0 };
  const cut = { calls, pairs: [], areCut: true, looks: 0 };
  if (calls.length * others.length > limit) return cut;
  const kinds = byKind(sides, calls, ones, others);
  const count = kinds.reduce((sum, { length }) => sum + length, 0);
  const looks = (count * (count + 1)) / 2;
  if (looks > limit) return cut;
  const pairs: (readonly [File, File])[] = [];
  for (const [i, mine] of kinds.entries()) {
    for (const theirs of kinds.slice(i)) {
      const seen = new Set<number | string>();
      for (const [j, one] of mine.entries()) {
        for (let k = mine === theirs ? j : 0; k < theirs.length; k++) {
          const other = theirs[k];
          const file = one === other ? one.twin : other?.file;
          if (!other || !file || !(one.isOne || other.isOne)) continue;
          const pattern = patternOf(one, other);
          if (seen.has(pattern)) continue;
          if (pairs.length >= PAIR_LIMIT) return { calls, pairs, areCut: true, looks };
          seen.add(pattern);
          pairs.push([one.file, asSecond(file)], [file, asSecond(one.file)]);
        }
      }
    }
  }
  return { calls, pairs, areCut: false, looks };
}

/** A file, for all about which there are the same rules and which these calls treat alike when they are alone. */
interface PairedFile {
  readonly file: File;
  /** Another one of them. */
  twin?: File;
  /** Whether some are among `ones`. */
  readonly isOne: boolean;
  readonly kind: number;
  /** Of the rules about it that some of the calls may meet, in both sets. */
  readonly left: Standing;
  readonly right: Standing;
  /** Their keys, as numbers. */
  readonly keys: readonly number[];
}

/** Place and order of loading of each rule, in turn. */
type Standing = readonly number[];

function byKind(
  sides: readonly [Side, Side],
  calls: readonly CallClass[],
  ones: readonly File[],
  others: readonly File[],
): readonly (readonly PairedFile[])[] {
  const pairedOf = pairKinds(sides, calls);
  const groups = new Map<number, Map<string, PairedFile>>();
  const first = new Set(ones);
  for (const file of new Set([...ones, ...others])) {
    const paired = pairedOf(file, first.has(file));
    const { kind, left, right, keys } = paired;
    const group = groups.get(kind) ?? new Map<string, PairedFile>();
    groups.set(kind, group);
    const standing = `${left} ${right} ${keys}`;
    const known = group.get(standing);
    if (known) known.twin ??= file;
    else group.set(standing, paired);
  }
  return [...groups.values()].map((group) => [...group.values()]);
}

function pairKinds(
  sides: readonly [Side, Side],
  calls: readonly CallClass[],
): (file: File, isOne: boolean) => PairedFile {
  const kinds = new Map<string, number>();
  const keyNumbers = new Map<string | null, number>();
  const views = calls.map((call) => sides.map((side) => viewOf(side, call)));
  const known = views.map((each) => new Set(each.flatMap(({ keys }) => [...keys])));
  return (file, isOne) => {
    const texts = views.map(([left, right], i) =>
      left && right ? kindText([left.kindOf(file), right.kindOf(file)], known[i] ?? new Set()) : '',
    );
    const kind = numberIn(kinds, texts.join('\n\n'));
    const rulesOn = (i: 0 | 1): readonly PlacedRule[] =>
      sides[i].about(file).filter((placed) => views.some((each) => each[i]?.mayHold(placed)));
    const [left, right] = [rulesOn(0), rulesOn(1)];
    const keys = [...left, ...right].map(({ key }) => numberIn(keyNumbers, key));
    return { file, isOne, kind, left: left.flatMap(standingOf), right: right.flatMap(standingOf), keys };
  };
}

function standingOf({ place, loaded }: PlacedRule): Standing {
  return [place, loaded];
}

function numberIn<Item>(numbers: Map<Item, number>, item: Item): number {
  const number = numbers.get(item) ?? numbers.size;
  numbers.set(item, number);
  return number;
}

/** Bits that a number holds. */
const EXACT = 50;

/**
 * How the rules of two files stand to one another, in both sets: by place, by loading, which replaced files go by, and
 * which have the same key. A number where it is long enough, as there may be millions of pairs.
 */
function patternOf(one: PairedFile, other: PairedFile): number | string {
  const rulePairs = one.left.length * other.left.length + one.right.length * other.right.length;
  const length = one.keys.length * other.keys.length + rulePairs / 2;
  if (length > EXACT)
    return [keysIn(one.keys, other.keys), orderIn(one.left, other.left), orderIn(one.right, other.right)].join();
  let bits = 0;
  for (const mine of one.keys) for (const theirs of other.keys) bits = bits * 2 + (mine === theirs ? 1 : 0);
  bits = withOrder(bits, one.left, other.left);
  return withOrder(bits, one.right, other.right);
}

function withOrder(start: number, ones: Standing, others: Standing): number {
  let bits = start;
  for (let i = 0; i < ones.length; i++)
    for (let j = i % 2; j < others.length; j += 2) bits = bits * 2 + ((ones[i] ?? 0) < (others[j] ?? 0) ? 0 : 1);
  return bits;
}

function keysIn(ones: readonly number[], others: readonly number[]): string {
  return ones.flatMap((one) => others.map((other) => (one === other ? 1 : 0))).join('');
}

function orderIn(ones: Standing, others: Standing): string {
  return ones.flatMap((one, i) => others.flatMap((other, j) => (i % 2 === j % 2 ? Number(one < other) : []))).join('');
}
