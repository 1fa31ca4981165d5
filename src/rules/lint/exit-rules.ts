/** The exit rules of a set as checks look them up, so that no check compares each rule with each. */
import * as field from '../fields.js';
import type { PlacedRule, RuleSet } from '../model/rule-set.js';
import { rulesOn } from '../model/rule-set.js';
import { LIST_EXIT, OPERATOR_EQUAL } from '../rule.js';
import { essence } from './alike.js';

export interface ExitRules {
  /** With the same action and conditions, but arch and key; in order. The rule itself is among them. */
  readonly alike: (rule: PlacedRule) => readonly PlacedRule[];
  /** The same, but also for what they ask of arguments. */
  readonly alikeElsewhere: (rule: PlacedRule) => readonly PlacedRule[];
  /**
   * Those that together may decide each event that it matches; in order. A rule about another path, inode number or directory
   * has no part in that: of all that the rule matches, there are events that touch nothing there.
   */
  readonly near: (rule: PlacedRule) => readonly PlacedRule[];
}

const known = new WeakMap<RuleSet, ExitRules>();

export function exitRules(set: RuleSet): ExitRules {
  const made = known.get(set) ?? indexed(rulesOn(set, LIST_EXIT));
  known.set(set, made);
  return made;
}

function indexed(all: readonly PlacedRule[]): ExitRules {
  const elsewhere = (rule: PlacedRule): string => essence(rule, field.ARGUMENTS);
  const byEssence = grouped(all, (rule) => essence(rule));
  const byElsewhere = grouped(all, elsewhere);
  const byPath = grouped(all, ({ path }) => path);
  const byInode = grouped(all, ({ inode }) => inode);
  const folders = new Folders(all);
  const open = all.filter((rule) => !rule.isHash && folderOf(rule) === undefined);
  const nearTo = (rule: PlacedRule): readonly PlacedRule[] => {
    const above = [rule.path, folderOf(rule)].flatMap((place) => folders.above(place));
    const near = new Set([...(byPath.get(rule.path) ?? []), ...(byInode.get(rule.inode) ?? []), ...above.flat()]);
    return near.size === 0 ? open : [...open, ...near].sort((one, other) => one.place - other.place);
  };
  // Several checks of one rule ask for the same; of all rules together they can be too many to keep.
  let last: { readonly rule: PlacedRule; readonly near: readonly PlacedRule[] } | undefined;
  return {
    alike: (rule) => byEssence.get(essence(rule)) ?? [],
    alikeElsewhere: (rule) => byElsewhere.get(elsewhere(rule)) ?? [],
    near: (rule) => {
      if (!last || !areOfOnePlace(last.rule, rule)) last = { rule, near: nearTo(rule) };
      return last.near;
    },
  };
}

function areOfOnePlace(one: PlacedRule, other: PlacedRule): boolean {
  return one.path === other.path && one.inode === other.inode && folderOf(one) === folderOf(other);
}

/** Rules about folders, by the names on the way to them: long paths are not made for each folder above. */
class Folders {
  readonly #root: Folder = { rules: [], within: new Map() };

  constructor(all: readonly PlacedRule[]) {
    for (const rule of all) {
      const place = folderOf(rule);
      if (place === undefined) continue;
      let folder = this.#root;
      for (const name of namesOf(place)) {
        const next = folder.within.get(name) ?? { rules: [], within: new Map() };
        folder.within.set(name, next);
        folder = next;
      }
      folder.rules.push(rule);
    }
  }

  /** Of `/a/b`: the rules about `/`, `/a`, and itself. */
  above(place: string | undefined): readonly (readonly PlacedRule[])[] {
    if (place === undefined) return [];
    const found: (readonly PlacedRule[])[] = [this.#root.rules];
    let folder: Folder | undefined = this.#root;
    for (const name of namesOf(place)) {
      folder = folder.within.get(name);
      if (folder === undefined) break;
      found.push(folder.rules);
    }
    return found;
  }
}

interface Folder {
  readonly rules: PlacedRule[];
  readonly within: Map<string, Folder>;
}

function namesOf(place: string): readonly string[] {
  return place.split('/').filter((name) => name !== '');
}

function folderOf({ rule: { fields } }: PlacedRule): string | undefined {
  const tree = fields.find((each) => each.field === field.FIELD_DIR && each.operator === OPERATOR_EQUAL);
  return tree && 'text' in tree ? tree.text : undefined;
}

/** Those of which `key` says nothing are in no group. */
function grouped<Key>(
  rules: readonly PlacedRule[],
  key: (rule: PlacedRule) => Key | undefined,
): ReadonlyMap<Key | undefined, readonly PlacedRule[]> {
  const groups = new Map<Key | undefined, PlacedRule[]>();
  for (const rule of rules) {
    const one = key(rule);
    if (one === undefined) continue;
    const group = groups.get(one);
    if (group === undefined) groups.set(one, [rule]);
    else group.push(rule);
  }
  return groups;
}
