/**
 * What calls can be about, as far as the rules of two sets can tell: a file that no rule names, each that one names, a
 * file in each directory; and for calls that take two files the pairs of them that differ in how rules treat them.
 */

import { FIELD_INODE, FIELD_KEY, FIELD_PATH } from '../fields.js';
import type { PlacedRule } from '../model/rule-set.js';
import type { CallClass } from './calls.js';
import { changesFolder, type File, fileAt, folderOf, type Target, takesTwo } from './shapes.js';
import type { Side } from './sides.js';

export interface Targets {
  /** The likeliest first. */
  of(call: CallClass): Iterable<Target>;
  /** Not all pairs of files are among them. */
  readonly areCut: boolean;
}

const PLAIN_FILE = '/elsewhere/file';
/** Beside a file that stands for all like it: calls may take two of them. */
const TWIN = 'other';
const SECOND_INODE = 1000002;
const SECOND_FOLDER = 4;
/** Of files that are looked at two by two; pairs that are put to the model. */
const FILE_LIMIT = 2500;
const PAIR_LIMIT = 3000;
/** Pairs times the rules that are asked about each. */
const PAIR_RULE_LIMIT = 300_000;

/** `onlyFirst`: only those that the first set can record. */
export function targetsFor(sides: readonly [Side, Side], onlyFirst: boolean): Targets {
  const asking = onlyFirst && sides[0].isAboutFiles ? [sides[0]] : sides;
  const files = filesOf(asking, inodesOf(sides));
  let pairs: Pairs | undefined;
  const allPairs = (): Pairs => {
    const others = onlyFirst ? filesOf(sides, inodesOf(sides)) : files;
    pairs ??= pairsOf(sides, files, [...others, ...twinsOf(sides)]);
    return pairs;
  };
  return {
    *of({ shape }) {
      if (shape !== 'none' && shape !== 'address') {
        for (const file of files) yield { file };
        if (changesFolder(shape)) for (const file of entriesOf(asking)) yield { file };
        if (takesTwo(shape)) yield* allPairs().pairs;
        yield 'missing';
      }
      yield undefined;
    },
    get areCut() {
      return pairs?.areCut ?? false;
    },
  };
}

/** Each path, and each inode number at each of them, as two texts may be one file. */
function filesOf(sides: readonly Side[], inodes: ReadonlySet<number>): readonly File[] {
  const paths = pathsOf(sides);
  return [undefined, ...inodes].flatMap((inode) => paths.map((path) => fileAt(path, inode)));
}

/** A second file that no rule names, and one in each directory. */
function twinsOf(sides: readonly Side[]): readonly File[] {
  const directories = new Set(sides.flatMap((side) => [...side.directories]));
  return [folderOf(PLAIN_FILE), ...directories].map((directory) => fileAt(`${directory.replace(/\/$/, '')}/${TWIN}`));
}

function pathsOf(sides: readonly Side[]): readonly string[] {
  const paths = new Set([PLAIN_FILE, ...sides.flatMap((side) => [...side.paths])]);
  for (const directory of new Set(sides.flatMap((side) => [...side.directories])))
    paths.add(`${directory.replace(/\/$/, '')}/file`).add(directory);
  return [...paths];
}

function inodesOf(sides: readonly Side[]): ReadonlySet<number> {
  return new Set(sides.flatMap((side) => [...side.inodes]));
}

/** A file in what a rule names, should that be a folder. */
function* entriesOf(sides: readonly Side[]): Generator<File> {
  const paths = pathsOf(sides);
  for (const path of paths) if (path !== PLAIN_FILE) yield fileAt(`${path.replace(/\/$/, '')}/file`);
  for (const inode of inodesOf(sides)) {
    for (const path of paths) {
      yield fileAt(path, undefined, inode);
      if (path !== PLAIN_FILE) yield fileAt(`${path.replace(/\/$/, '')}/file`, undefined, inode);
    }
  }
}

interface Pairs {
  readonly pairs: readonly Target[];
  readonly areCut: boolean;
}

/**
 * Files that both sets treat alike stand for one another. Of a pair also the order of their rules counts, as a hit of
 * the one keeps away what stands behind it.
 */
function pairsOf(sides: readonly [Side, Side], ones: readonly File[], others: readonly File[]): Pairs {
  if (ones.length * others.length > FILE_LIMIT ** 2) return { pairs: [], areCut: true };
  const kindOf = fileKinds(sides);
  const [left, right] = [ones, others].map((files) => files.map(kindOf));
  if (!left || !right) return { pairs: [], areCut: false };
  const asked = sides.reduce((sum, side) => sum + side.generalCount, 0);
  const limit = Math.min(PAIR_LIMIT, PAIR_RULE_LIMIT / Math.max(1, asked));
  const seen = new Map<number, Set<number | string>>();
  const pairs: Target[] = [];
  for (const one of left) {
    for (const other of right) {
      if (one.file === other.file) continue;
      const kinds = one.kind * FILE_LIMIT ** 2 + other.kind;
      const orders = seen.get(kinds) ?? new Set();
      const order = orderOf(one, other);
      if (orders.has(order)) continue;
      if (pairs.length > limit) return { pairs, areCut: true };
      seen.set(kinds, orders.add(order));
      pairs.push({ file: one.file, other: second(other.file) }, { file: other.file, other: second(one.file) });
    }
  }
  return { pairs, areCut: false };
}

function second(file: File): File {
  return { ...file, inode: file.inode === fileAt('').inode ? SECOND_INODE : file.inode, folder: SECOND_FOLDER };
}

interface KindOfFile {
  readonly file: File;
  /** Files of one kind are treated alike, when they are alone. */
  readonly kind: number;
  /** The rules about it, and its folder, of both sets. */
  readonly rules: readonly (readonly PlacedRule[])[];
}

function fileKinds(sides: readonly [Side, Side]): (file: File) => KindOfFile {
  const kinds = new Map<string, number>();
  const directories = [...new Set(sides.flatMap((side) => [...side.directories]))];
  return (file) => {
    const rules = sides.map((side) => [
      ...side.about(file.path, file.inode),
      ...side.about(folderOf(file.path), file.folder),
    ]);
    const texts = rules.map((own, i) =>
      own.map((placed) => `${essence(placed)} ${sides[i]?.generalBefore(placed)} ${isOf(placed, file)}`).join('\n'),
    );
    const places = directories.map((directory) => placeIn(file.path, directory)).join('');
    const text = [...texts, places].join('\0');
    const kind = kinds.get(text) ?? kinds.size;
    kinds.set(text, kind);
    return { file, kind, rules };
  };
}

function isOf({ path, inode }: PlacedRule, file: File): boolean {
  return path === file.path || inode === file.inode;
}

function placeIn(path: string, directory: string): 0 | 1 | 2 {
  const folder = directory.endsWith('/') ? directory : `${directory}/`;
  return path === directory ? 2 : path.startsWith(folder) ? 1 : 0;
}

const essences = new WeakMap<PlacedRule, string>();

/** All of a rule but what it is about and where it stands. */
function essence(placed: PlacedRule): string {
  let text = essences.get(placed);
  if (text === undefined) {
    const { rule, mask } = placed;
    const own = rule.fields.filter(({ field }) => field !== FIELD_PATH && field !== FIELD_INODE && field !== FIELD_KEY);
    text = JSON.stringify([rule.list, rule.action, placed.key, own, mask.join()]);
    essences.set(placed, text);
  }
  return text;
}

/**
 * How the rules of two files stand to one another, in both sets: by place, and by loading, which replaced files go by.
 * A number as long as it is exact, as there may be millions of pairs.
 */
function orderOf(one: KindOfFile, other: KindOfFile): number | string {
  let order: number | string = 0;
  for (const [i, mine] of one.rules.entries()) {
    const theirs = other.rules[i] ?? [];
    if (typeof order === 'number' && mine.length * theirs.length > 1) order = String(order);
    for (const left of mine)
      for (const right of theirs)
        order = typeof order === 'number' ? order * 5 + standing(left, right) + 1 : `${order}${standing(left, right)}`;
  }
  return order;
}

function standing(left: PlacedRule, right: PlacedRule): number {
  return (left.place < right.place ? 0 : 1) + (left.loaded < right.loaded ? 0 : 2);
}
