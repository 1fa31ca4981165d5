/** The exit rules of a set as checks look them up, so that no check compares each rule with each. */
import path from 'node:path';
import * as field from '../fields.js';
import type { PlacedRule, RuleSet } from '../model/rule-set.js';
import { rulesOn } from '../model/rule-set.js';
import { LIST_EXIT, OPERATOR_EQUAL } from '../rule.js';
import { essence } from './alike.js';

export interface ExitRules {
  /** With the same action and conditions, but arch and key; in order. The rule itself is among them. */
  readonly alike: (rule: PlacedRule) => readonly PlacedRule[];
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
  const byEssence = grouped(all, essence);
  const byPath = grouped(all, ({ path }) => path);
  const byInode = grouped(all, ({ inode }) => inode);
  const byFolder = grouped(all, folderOf);
  const open = all.filter((rule) => !rule.isHash && folderOf(rule) === undefined);
  return {
    alike: (rule) => byEssence.get(essence(rule)) ?? [],
    near: (rule) => {
      const near = new Set([...(byPath.get(rule.path) ?? []), ...(byInode.get(rule.inode) ?? [])]);
      for (const folder of [rule.path, folderOf(rule)].flatMap(withParents))
        for (const other of byFolder.get(folder) ?? []) near.add(other);
      return [...open, ...near].sort((one, other) => one.place - other.place);
    },
  };
}

function folderOf({ rule: { fields } }: PlacedRule): string | undefined {
  const tree = fields.find((each) => each.field === field.FIELD_DIR && each.operator === OPERATOR_EQUAL);
  return tree && 'text' in tree ? tree.text : undefined;
}

/** `/a/b`: itself, `/a`, `/`. */
function withParents(place: string | undefined): readonly string[] {
  if (place === undefined) return [];
  const parent = path.posix.dirname(place);
  return parent === place ? [place] : [place, ...withParents(parent)];
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
