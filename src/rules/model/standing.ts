/**
 * How a rule set stands when an event happens. Rules about files follow some of what happened to these since the rules
 * were loaded, and are lost by other: path and exe go with the entry, dir with the directory itself; who renames or
 * removes the directory of a watched entry, or unmounts it, deletes the rule.
 */
import { FIELD_DIR, FIELD_EXE, FIELD_PATH } from '../fields.js';
import type { FileIdentity } from './event.js';
import { InodeTable } from './inode-table.js';
import { isPathBelow, isSameEntry, type Paths, PLAIN_TREE, placeNow, splitPath, type Tree } from './names.js';
import type { PlacedRule, RuleSet } from './rule-set.js';

/** One thing that happened to files. A replaced file is one change of its entry, removed and made anew are two. */
export type FileChange =
  | { readonly what: 'entry'; readonly path: string; readonly object: FileIdentity | null }
  | { readonly what: 'renamed'; readonly path: string; readonly to: string }
  /** `removed`: the last link of a file, or a directory; `covered`: a mount that `auditctl -q` joined to what is above. */
  | { readonly what: 'removed' | 'mounted' | 'unmounted' | 'covered'; readonly path: string };

export interface Standing {
  readonly set: RuleSet;
  /** What the paths of path and exe rules name now. */
  readonly paths: Paths;
  /** What all paths named when the rules were loaded: directories are known by that. */
  readonly start: Paths;
  readonly tree: Tree;
  readonly table: InodeTable | undefined;
}

/** `paths`: what they named when the rules were loaded; `bound`: mount point → directory, then. */
export function standingOf(
  set: RuleSet,
  paths: Paths,
  { changes = [], bound = {} }: { readonly changes?: readonly FileChange[]; readonly bound?: Tree['bound'] } = {},
): Standing {
  const tree = { ...PLAIN_TREE, bound };
  if (changes.length === 0) return { set, paths, start: paths, tree, table: undefined };
  let standing: Standing = { set, paths, start: paths, tree, table: new InodeTable(set, paths) };
  for (const change of changes) standing = after(standing, change);
  return standing;
}

/** The inode table as an event finds it, to be changed by that event. */
export function tableOf({ set, paths, table }: Standing): InodeTable {
  return table?.copy(set) ?? new InodeTable(set, paths);
}

function after(standing: Standing, change: FileChange): Standing {
  const { tree } = standing;
  switch (change.what) {
    case 'entry':
      return moved(standing, change.path, change.object);
    case 'renamed': {
      const left = without(
        standing,
        (path) => isIn(path, change.path, standing),
        () => false,
      );
      return { ...left, tree: { ...tree, moved: [...tree.moved, [change.path, change.to]] } };
    }
    case 'removed':
      return without(
        standing,
        (path) => isIn(path, change.path, standing),
        (directory) => placeNow(directory, tree) === change.path,
      );
    case 'mounted':
      return { ...standing, tree: { ...tree, mounted: [...tree.mounted, change.path] } };
    case 'covered':
      return { ...standing, tree: { ...tree, mounted: tree.mounted.filter((point) => point !== change.path) } };
    case 'unmounted':
      return unmounted(standing, change.path);
  }
}

function moved(standing: Standing, entry: string, object: FileIdentity | null): Standing {
  const table = tableOf(standing);
  table.update(entry, object);
  const programs = textsOf(standing.set, FIELD_EXE).filter((path) => isSameEntry(path, entry, standing.start));
  const paths = { ...table.paths, ...Object.fromEntries(programs.map((path) => [path, object])) };
  return { ...standing, paths, table };
}

/** A mount made after the rules were loaded hides what they are about; one from before takes them with it. */
function unmounted(standing: Standing, point: string): Standing {
  const { tree } = standing;
  const at = tree.mounted.lastIndexOf(point);
  if (at >= 0) return { ...standing, tree: { ...tree, mounted: tree.mounted.filter((_point, i) => i !== at) } };
  const { [point]: _gone, ...bound } = tree.bound;
  return {
    ...without(
      standing,
      (path) => isPathBelow(splitPath(path)[0], point),
      (directory) => isPathBelow(placeNow(directory, tree), point),
    ),
    tree: { ...tree, bound },
  };
}

/** Whether a watched path is an entry of this directory. */
function isIn(path: string, directory: string, { start, tree }: Standing): boolean {
  const [parent, name] = splitPath(path);
  return isSameEntry(`${placeNow(parent, tree)}/${name}`, `${directory}/${name}`, start);
}

/** Rules about these files are deleted, on all lists. */
function without(
  standing: Standing,
  isLostEntry: (path: string) => boolean,
  isLostDirectory: (path: string) => boolean,
): Standing {
  const isLost = ({ rule }: PlacedRule): boolean =>
    rule.fields.some((field) => {
      if (!('text' in field)) return false;
      if (field.field === FIELD_DIR) return isLostDirectory(field.text);
      return (field.field === FIELD_PATH || field.field === FIELD_EXE) && isLostEntry(field.text);
    });
  const lists = [...standing.set.lists].map(
    ([list, rules]) => [list, rules.filter((placed) => !isLost(placed))] as const,
  );
  const set: RuleSet = { lists: new Map(lists) };
  return { ...standing, set, table: standing.table?.copy(set) };
}

function textsOf(set: RuleSet, field: number): readonly string[] {
  return [...set.lists.values()]
    .flat()
    .flatMap(({ rule }) => rule.fields.flatMap((one) => ('text' in one && one.field === field ? [one.text] : [])));
}
