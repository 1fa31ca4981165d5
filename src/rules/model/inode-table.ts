/** The table of rules by inode: which rules a name is tried with, in which order, and how that changes with the files. */
import { LIST_EXIT, LIST_IO_URING } from '../rule.js';
import type { Trial } from './conditions.js';
import { type EventName, type FileIdentity, lowHalf } from './event.js';
import { inodeOf, isSameEntry, NO_INODE, type Paths } from './names.js';
import { type PlacedRule, type RuleSet, rulesOn } from './rule-set.js';

/**
 * The rules that have a path or an inode number, in order of filing. A watch that comes to another object takes all
 * its rules in front: in order of loading after the 1st, 3rd … update, reversed after the 2nd, 4th …
 */
export class InodeTable {
  #filed: readonly PlacedRule[];
  #paths: Paths;
  readonly #updates = new Map<string, number>();

  constructor(set: RuleSet, paths: Paths) {
    this.#filed = filedIn(set);
    this.#paths = paths;
  }

  /** The same table, to be changed by itself; without the rules that `set` does not have any more. */
  copy(set: RuleSet): InodeTable {
    const copy = new InodeTable(set, this.#paths);
    const left = new Set(copy.#filed);
    copy.#filed = this.#filed.filter((placed) => left.has(placed));
    for (const [path, updates] of this.#updates) copy.#updates.set(path, updates);
    return copy;
  }

  get isEmpty(): boolean {
    return this.#filed.length === 0;
  }

  get paths(): Paths {
    return this.#paths;
  }

  watches(entry: string): boolean {
    return this.#follower(entry) !== undefined;
  }

  /** The entry names another object now. */
  update(entry: string, object: FileIdentity | null): void {
    const path = this.#follower(entry) ?? entry;
    this.#paths = { ...this.#paths, [path]: object };
    const moved = this.#filed.filter((placed) => placed.path === path);
    if (moved.length === 0) return;
    const updates = (this.#updates.get(path) ?? 0) + 1;
    this.#updates.set(path, updates);
    const direction = updates % 2 === 1 ? 1 : -1;
    moved.sort((one, other) => direction * (one.loaded - other.loaded));
    this.#filed = [...moved, ...this.#filed.filter((placed) => placed.path !== path)];
  }

  /** Of the texts by which rules name an entry only the one loaded last follows it; the others keep what they have. */
  #follower(entry: string): string | undefined {
    let follower: string | undefined;
    let loaded = -1;
    for (const path of new Set(this.#filed.map((placed) => placed.path))) {
      if (path === undefined || !isSameEntry(path, entry, this.#paths)) continue;
      const first = this.#filed.reduce(
        (least, one) => (one.path === path ? Math.min(least, one.loaded) : least),
        Infinity,
      );
      if (first > loaded) [follower, loaded] = [path, first];
    }
    return follower;
  }

  /** Name by name, the rules that are filed for it; without names, each rule once with what is not known. */
  *candidates(trial: Trial): Generator<{ readonly placed: PlacedRule; readonly name: EventName | undefined }> {
    if (trial.names === undefined) {
      for (const placed of this.#filed) yield { placed, name: undefined };
      return;
    }
    for (const name of trial.names) {
      const inode = inodeOf(name);
      for (const placed of this.#filed) if (this.#isFiledFor(placed, inode, name)) yield { placed, name };
    }
  }

  #isFiledFor(placed: PlacedRule, inode: number, name: EventName): boolean {
    if (placed.inode !== undefined) return placed.inode === inode;
    const object = this.#paths[placed.path ?? ''];
    if (object === undefined) return name.ino !== null;
    return object !== null && inode !== NO_INODE && lowHalf(object.ino).low === inode;
  }
}

const tables = new WeakMap<RuleSet, readonly PlacedRule[]>();

/** In order of the list, as they are filed when they are loaded. */
function filedIn(set: RuleSet): readonly PlacedRule[] {
  let filed = tables.get(set);
  if (!filed) {
    filed = [...rulesOn(set, LIST_EXIT), ...rulesOn(set, LIST_IO_URING)]
      .filter((placed) => placed.isHash)
      .sort((one, other) => one.place - other.place);
    tables.set(set, filed);
  }
  return filed;
}
