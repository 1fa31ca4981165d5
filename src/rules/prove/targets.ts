/**
 * What calls can be about, as far as the rules of two sets can tell: a file that no rule names, each that one names, a
 * file in each directory; and for calls that take two files the pairs of them that differ in how rules treat them.
 */

import type { PlacedRule } from '../model/rule-set.js';
import type { CallClass } from './calls.js';
import { type FilesAround, filesByPath } from './files-by-path.js';
import { kindText, NOTHING, type SideKind, viewOf } from './kinds.js';
import { type Pairs, pairsOf } from './pairs.js';
import { changesFolder, type File, fileAt, folderOf, isNamed, PLAIN_FOLDER, takesTwo } from './shapes.js';
import { type Side, takesSeveral } from './sides.js';

export interface Targets {
  /** Files that the sets treat alike when they are alone, the likeliest first. */
  groupsFor(call: CallClass): Iterable<FileGroup>;
  /** For calls that take two, as far as it may make a difference; apart for those that the folder takes part in. */
  pairsFor(calls: readonly CallClass[], mostLooks: () => number): Iterable<Pairs>;
  readonly count: number;
}

export interface FileGroup {
  readonly files: readonly File[];
  /** How both sets treat them. */
  readonly kind: string;
}

const PLAIN_FILE = `${PLAIN_FOLDER}/file`;
/** Beside a file that stands for all like it: calls may take two of them. */
const TWIN = 'other';

/** Files that are made, whether or not they are looked at. */
const MADE_LIMIT = 500_000;

export interface TargetOptions {
  /** Only files that the first set can record. */
  readonly onlyFirst: boolean;
  /** Files. */
  readonly most: number;
  /** Whether a rule of the second set is asked at all. */
  counts(placed: PlacedRule): boolean;
  /** Whether nothing more is to be looked at, as the budget is spent. */
  isOver(): boolean;
}

/** `undefined`: they would be more than `most`. */
export function targetsFor(
  sides: readonly [Side, Side],
  { onlyFirst, most, counts, isOver }: TargetOptions,
): Targets | undefined {
  const [first, second] = sides;
  // A file with an inode number may be at any place.
  const isNarrow = onlyFirst && first.general.length + first.inodes.size === 0;
  if (isNarrow && candidateCount([second], [second]) > MADE_LIMIT) return undefined;
  if (candidateCount(isNarrow ? [first] : sides, sides) > Math.min(most, MADE_LIMIT)) return undefined;
  // A policy is compared rule by rule with the same second set, whose files are grouped once.
  const isShared = onlyFirst && !isNarrow;
  const own = isShared ? ownCandidates(second) : { files: [], entries: [] };
  const more = isNarrow ? namedBy(first, second, isOver) : candidatesOf(sides, sides, isShared ? second : undefined);
  const isToldApart = first.isAboutAll ? () => false : (file: File) => first.tellsApart(file);
  const touched = new Set([...own.files, ...own.entries].filter((file) => !isOver() && isToldApart(file)));
  return {
    count: [own, more].reduce((sum, { files, entries }) => sum + files.length + entries.length, 0),
    groupsFor(call) {
      const [left, right] = [viewOf(first, call), viewOf(second, call)];
      const known = new Set([...left.keys, ...right.keys]);
      const counted = onlyFirst ? countedBefore(right.general, counts) : undefined;
      const groups = new Map<string, File[]>();
      const add = (files: readonly File[], mine: SideKind, theirs: SideKind): void => {
        const text = kindText([mine, theirs], known, counted);
        const group = groups.get(text);
        if (group) for (const file of files) group.push(file);
        else groups.set(text, [...files]);
      };
      const isWider = changesFolder(call.shape);
      const isSplit =
        touched.size > 0 || [...left.keys].some((key) => !right.keys.has(key) && second.keysOfNamed.has(key));
      for (const { files, kinds } of right.groupsOf(own.files, isWider ? own.entries : [], isOver)) {
        if (!isSplit) add(files, NOTHING, kinds[0] ?? NOTHING);
        else
          for (const [i, file] of files.entries())
            add([file], touched.has(file) ? left.kindOf(file) : NOTHING, kinds[i] ?? NOTHING);
      }
      for (const file of isWider ? [...more.files, ...more.entries] : more.files) {
        if (isOver()) break;
        add([file], left.kindOf(file), right.kindOf(file));
      }
      return [...groups].map(([kind, files]) => ({ kind, files }));
    },
    *pairsFor(calls, mostLooks) {
      const isEnough = onlyFirst && !first.rules.some(takesSeveral);
      const asked = calls.filter((call) => takesTwo(call.shape) && !(isEnough && viewOf(second, call).isMonotone));
      if (asked.length === 0) return;
      const twins = twinsOf(sides);
      for (const isWider of [false, true]) {
        const filesOf = ({ files, entries }: Candidates): readonly File[] =>
          isWider ? [...files, ...entries.filter(isPaired)] : files;
        const ones = [...filesOf(own), ...filesOf(more)];
        const others = isNarrow ? [...ones, ...filesOf(ownCandidates(second))] : ones;
        const alike = asked.filter(({ shape }) => changesFolder(shape) === isWider);
        yield pairsOf(sides, alike, ones, [...others, ...twins], mostLooks());
      }
    },
  };
}

/** By the number of rules the number of those that count. */
function countedBefore(rules: readonly PlacedRule[], counts: (placed: PlacedRule) => boolean): readonly number[] {
  let count = 0;
  return [0, ...rules.map((placed) => (counts(placed) ? ++count : count))];
}

/** Where all rules of the first set are about places that they name: nothing else can be recorded by it. */
function namedBy(first: Side, second: Side, isOver: () => boolean): Candidates {
  const { files, entries } = candidatesOf([first], [first, second], undefined);
  const theirs = ownCandidates(second);
  const within = [...first.paths].flatMap((path) => theirs.byFolder.get(path) ?? []);
  if (first.directories.size === 0) return { files, entries: [...entries, ...within] };
  const isTheirs = (file: File): boolean => !isOver() && first.about(file).length > 0;
  const places = [...first.directories, ...first.paths];
  return {
    files: [...files, ...theirs.filesAround(places).filter(isTheirs)],
    entries: [...entries, ...within, ...theirs.entriesAround(places).filter(isTheirs)],
  };
}

interface Candidates {
  readonly files: readonly File[];
  /** In what a rule names, should that be a folder. */
  readonly entries: readonly File[];
}

interface OwnCandidates extends Candidates {
  readonly byFolder: ReadonlyMap<string, readonly File[]>;
  readonly filesAround: FilesAround;
  readonly entriesAround: FilesAround;
}

const candidates = new WeakMap<Side, OwnCandidates>();

function ownCandidates(side: Side): OwnCandidates {
  let known = candidates.get(side);
  if (!known) {
    const made = candidatesOf([side], [side], undefined);
    const byFolder = new Map<string, File[]>();
    for (const file of [...made.files, ...made.entries]) {
      const folder = byFolder.get(folderOf(file.path)) ?? [];
      byFolder.set(folderOf(file.path), folder);
      folder.push(file);
    }
    const filesAround = filesByPath(made.files);
    known = { ...made, byFolder, filesAround, entriesAround: filesByPath(made.entries) };
    candidates.set(side, known);
  }
  return known;
}

/** With more files in folders than these the rules are about, only what two rules tell of one is put together. */
const COMBINED = 2000;

/**
 * Each path, and each inode number at each of them, as two texts may be one file; each in a folder with each number. But
 * for those that `except` has by itself.
 */
function candidatesOf(asking: readonly Side[], sides: readonly Side[], except: Side | undefined): Candidates {
  const paths = [...pathsOf(asking)];
  const inodes = numbersOf(sides);
  for (const side of asking) side.work += paths.length * inodes.length;
  const left = except ? ownPaths(except) : new Set();
  const isLeft = (path: string, ...numbers: readonly (number | undefined)[]): boolean =>
    left.has(path) && numbers.every((number) => number === undefined || except?.inodes.has(number) === true);
  const isAll = areCombined(paths.length, inodes.length);
  const files: File[] = [];
  const entries: File[] = [];
  for (const inode of inodes) {
    for (const path of paths) {
      if (!isLeft(path, inode)) files.push(fileAt(path, inode));
      const inside = path === PLAIN_FILE ? undefined : `${path.replace(/\/$/, '')}/file`;
      const folders = isAll || inode === undefined || !inside ? inodes : [undefined];
      for (const folder of folders) {
        if (isLeft(path, inode, folder)) continue;
        if (folder !== undefined) entries.push(fileAt(path, inode, folder));
        if (inside) entries.push(fileAt(inside, inode, folder));
      }
    }
  }
  return { files, entries };
}

function numbersOf(sides: readonly Side[]): readonly (number | undefined)[] {
  return [undefined, ...new Set(sides.flatMap((side) => [...side.inodes]))];
}

function areCombined(paths: number, numbers: number): boolean {
  return paths * numbers ** 2 <= COMBINED;
}

/** How many they are at most, without making them. */
function candidateCount(asking: readonly Side[], sides: readonly Side[]): number {
  const [paths, numbers] = [pathsOf(asking).size, numbersOf(sides).length];
  const files = paths * numbers;
  if (areCombined(paths, numbers)) return files + 2 * paths * numbers ** 2;
  return files + 2 * paths * numbers + numbers ** 2 + paths * numbers;
}

/** What another file adds is not told from three things at once. */
function isPaired({ path, inode, folder }: File): boolean {
  return folderOf(path) === PLAIN_FOLDER || !isNamed(inode) || !isNamed(folder);
}

/** A second file that no rule names, and one in each directory. */
function twinsOf(sides: readonly Side[]): readonly File[] {
  const directories = new Set(sides.flatMap((side) => [...side.directories]));
  return [PLAIN_FOLDER, ...directories].map((directory) => fileAt(`${directory.replace(/\/$/, '')}/${TWIN}`));
}

const pathsOfSides = new WeakMap<Side, ReadonlySet<string>>();

function ownPaths(side: Side): ReadonlySet<string> {
  const paths = pathsOfSides.get(side) ?? pathsOf([side]);
  pathsOfSides.set(side, paths);
  return paths;
}

function pathsOf(sides: readonly Side[]): ReadonlySet<string> {
  const paths = new Set([PLAIN_FILE, ...sides.flatMap((side) => [...side.paths])]);
  for (const directory of new Set(sides.flatMap((side) => [...side.directories])))
    paths.add(`${directory.replace(/\/$/, '')}/file`).add(directory);
  return paths;
}
