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

/** Of pairs in which the files are alike one each way, and the order of their rules and the pattern of their keys the same, one. */
export function pairsOf(
  sides: readonly [Side, Side],
  calls: readonly CallClass[],
  ones: readonly File[],
  others: readonly File[],
  mostLooks: number,
): Pairs {
  const looks = calls.length === 0 ? 0 : ones.length * others.length;
  if (calls.length === 0) return { calls, pairs: [], areCut: false, looks };
  if (looks > Math.min(LOOK_LIMIT, mostLooks)) return { calls, pairs: [], areCut: true, looks: 0 };
  const kindOf = pairKinds(sides, calls);
  const [left, right] = [byKind(ones.map(kindOf)), byKind(others.map(kindOf))];
  const pairs: (readonly [File, File])[] = [];
  for (const mine of left) {
    for (const theirs of right) {
      const seen = new Set<number | string>();
      for (const one of mine) {
        for (const other of theirs) {
          if (one.file === other.file) continue;
          const pattern = patternOf(one, other);
          if (seen.has(pattern)) continue;
          if (pairs.length >= PAIR_LIMIT) return { calls, pairs, areCut: true, looks };
          seen.add(pattern);
          pairs.push([one.file, asSecond(other.file)], [other.file, asSecond(one.file)]);
        }
      }
    }
  }
  return { calls, pairs, areCut: false, looks };
}

interface PairedFile {
  readonly file: File;
  /** Files of one kind are treated alike by all these calls, when they are alone. */
  readonly kind: number;
  /** Of the rules about it that some of the calls may meet, in both sets. */
  readonly left: Standing;
  readonly right: Standing;
  /** Their keys, as numbers. */
  readonly keys: readonly number[];
}

/** Place and order of loading of each rule, in turn. */
type Standing = readonly number[];

function byKind(files: readonly PairedFile[]): Iterable<readonly PairedFile[]> {
  const groups = new Map<number, PairedFile[]>();
  for (const file of files) {
    const group = groups.get(file.kind);
    if (group) group.push(file);
    else groups.set(file.kind, [file]);
  }
  return [...groups.values()];
}

function pairKinds(sides: readonly [Side, Side], calls: readonly CallClass[]): (file: File) => PairedFile {
  const kinds = new Map<string, number>();
  const keyNumbers = new Map<string | null, number>();
  const views = calls.map((call) => sides.map((side) => viewOf(side, call)));
  const known = views.map((each) => new Set(each.flatMap(({ keys }) => [...keys])));
  return (file) => {
    const texts = views.map(([left, right], i) =>
      left && right ? kindText([left.kindOf(file), right.kindOf(file)], known[i] ?? new Set()) : '',
    );
    const kind = numberIn(kinds, texts.join('\n\n'));
    const rulesOn = (i: 0 | 1): readonly PlacedRule[] =>
      sides[i].about(file).filter((placed) => views.some((each) => each[i]?.mayHold(placed)));
    const [left, right] = [rulesOn(0), rulesOn(1)];
    const keys = [...left, ...right].map(({ key }) => numberIn(keyNumbers, key));
    return { file, kind, left: left.flatMap(standingOf), right: right.flatMap(standingOf), keys };
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
