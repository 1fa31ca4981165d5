/**
 * What calls can be about, as far as the rules of two sets can tell: a file that no rule names, each that one names, a
 * file in each directory; and for calls that take two files the pairs of them that differ in how rules treat them.
 */

import type { CallClass } from './calls.js';
import { kindText, NOTHING, type SideKind, viewOf } from './kinds.js';
import { type Pairs, pairsOf } from './pairs.js';
import { changesFolder, type File, fileAt, folderOf, takesTwo } from './shapes.js';
import type { Side } from './sides.js';

export interface Targets {
  /** Files that the sets treat alike when they are alone, the likeliest first. */
  groupsFor(call: CallClass): Iterable<readonly File[]>;
  /** For calls that take two; which of `calls` that may make a difference for. */
  pairsFor(calls: readonly CallClass[]): Pairs;
  readonly count: number;
}

const PLAIN_FILE = '/elsewhere/file';
/** Beside a file that stands for all like it: calls may take two of them. */
const TWIN = 'other';

/** `onlyFirst`: only those that the first set can record. */
export function targetsFor(sides: readonly [Side, Side], onlyFirst: boolean): Targets {
  const [first, second] = sides;
  const isNarrow = onlyFirst && first.isAboutFiles;
  // A policy is compared rule by rule with the same second set, whose files are grouped once.
  const isShared = onlyFirst && !isNarrow;
  const own = isShared ? ownCandidates(second) : { files: [], entries: [] };
  const more = candidatesOf(isNarrow ? [first] : sides, sides, isShared ? second : undefined);
  const touched = new Set(
    first.isAboutAll ? [] : [...own.files, ...own.entries].filter((file) => first.tellsApart(file)),
  );
  return {
    count: [own, more].reduce((sum, { files, entries }) => sum + files.length + entries.length, 0),
    *groupsFor(call) {
      const [left, right] = [viewOf(first, call), viewOf(second, call)];
      const known = new Set([...left.keys, ...right.keys]);
      const isSplit = touched.size > 0 || known.size > right.keys.size;
      const groups = new Map<string, File[]>();
      const add = (file: File, mine: SideKind, theirs: SideKind): void => {
        const text = kindText([mine, theirs], known);
        const group = groups.get(text);
        if (group) group.push(file);
        else groups.set(text, [file]);
      };
      const isWider = changesFolder(call.shape);
      for (const { files, kinds } of right.groupsOf(own.files, isWider ? own.entries : [])) {
        if (!isSplit) yield files;
        else
          for (const [i, file] of files.entries())
            add(file, touched.has(file) ? left.kindOf(file) : NOTHING, kinds[i] ?? NOTHING);
      }
      for (const file of isWider ? [...more.files, ...more.entries] : more.files)
        add(file, left.kindOf(file), right.kindOf(file));
      yield* groups.values();
    },
    pairsFor(calls) {
      const asked = calls.filter((call) => takesTwo(call.shape) && !(onlyFirst && viewOf(second, call).isMonotone));
      const ones = [...own.files, ...more.files];
      const others = isNarrow ? [...ones, ...ownCandidates(second).files] : ones;
      return pairsOf(sides, asked, ones, [...others, ...twinsOf(sides)]);
    },
  };
}

interface Candidates {
  readonly files: readonly File[];
  /** In what a rule names, should that be a folder. */
  readonly entries: readonly File[];
}

const candidates = new WeakMap<Side, Candidates>();

function ownCandidates(side: Side): Candidates {
  const known = candidates.get(side) ?? candidatesOf([side], [side], undefined);
  candidates.set(side, known);
  return known;
}

/** Each path, and each inode number at each of them, as two texts may be one file; but for those `except` has by itself. */
function candidatesOf(asking: readonly Side[], sides: readonly Side[], except: Side | undefined): Candidates {
  const paths = pathsOf(asking);
  const inodes = [undefined, ...new Set(sides.flatMap((side) => [...side.inodes]))];
  const left = new Set(except && pathsOf([except]));
  const isLeft = (path: string, inode: number | undefined): boolean =>
    left.has(path) && (inode === undefined || except?.inodes.has(inode) === true);
  const files: File[] = [];
  const entries: File[] = [];
  for (const inode of inodes) {
    for (const path of paths) {
      if (isLeft(path, inode)) continue;
      files.push(fileAt(path, inode));
      if (path !== PLAIN_FILE) entries.push(fileAt(`${path.replace(/\/$/, '')}/file`, undefined, inode));
      if (inode !== undefined) entries.push(fileAt(path, undefined, inode));
    }
  }
  return { files, entries };
}

/** A second file that no rule names, and one in each directory. */
function twinsOf(sides: readonly Side[]): readonly File[] {
  const directories = new Set(sides.flatMap((side) => [...side.directories]));
  return [folderOf(PLAIN_FILE), ...directories].map((directory) => fileAt(`${directory.replace(/\/$/, '')}/${TWIN}`));
}

function pathsOf(sides: readonly Side[]): ReadonlySet<string> {
  const paths = new Set([PLAIN_FILE, ...sides.flatMap((side) => [...side.paths])]);
  for (const directory of new Set(sides.flatMap((side) => [...side.directories])))
    paths.add(`${directory.replace(/\/$/, '')}/file`).add(directory);
  return paths;
}
