/** What may make a rule set cheaper, in the order in which it is tried. */

import type { Machine } from '../../tables/syscalls.js';
import { costOf } from '../cost/cost.js';
import { cheapestFirst } from '../cost/field-order.js';
import * as field from '../fields.js';
import { wordsOf } from '../file.js';
import { sameMask, union } from '../mask.js';
import { type PlacedRule, plainContext, rulesOn } from '../model/rule-set.js';
import { narrowed } from '../narrow.js';
import { parseLine } from '../parse.js';
import { printLongForm } from '../print.js';
import { ACTION_NEVER, LIST_EXIT, type Rule } from '../rule.js';
import type { Entry, Proposer } from './proposal.js';

/** Rules that decide about nothing. */
const dropDead: Proposer = function* (entries) {
  for (const [i, { line }] of [...entries.entries()].reverse())
    yield {
      what: `dropped, as nothing is left to it: ${line}`,
      entries: entries.toSpliced(i, 1),
      mustSave: false,
      isGuess: true,
    };
};

/** Rules that differ in their calls only are one rule. */
const merge: Proposer = function* (entries, _set, { machine }) {
  for (const [i, one] of entries.entries()) {
    for (const [j, other] of entries.entries()) {
      if (j <= i || essence(one.rule) !== essence(other.rule) || sameMask(one.rule.mask, other.rule.mask)) continue;
      const merged = rewritten({ ...one.rule, mask: union(one.rule.mask, other.rule.mask) }, machine);
      if (!merged) continue;
      const what = `merged: ${one.line} and ${other.line}`;
      yield { what, entries: entries.toSpliced(j, 1).with(i, merged), mustSave: false };
      yield {
        what: `${what}, in place of the latter`,
        entries: entries.with(j, merged).toSpliced(i, 1),
        mustSave: false,
      };
    }
  }
};

/** A folder that is watched is looked at on every call; with arch only on those that perm is about. */
const addArch: Proposer = function* (entries, _set, { machine }) {
  for (const [i, { rule, line }] of entries.entries()) {
    const isFiled = rule.fields.some((each) => each.field === field.FIELD_PATH || each.field === field.FIELD_INODE);
    const instead = machine && !isFiled ? narrowed(rule, machine)?.map((each) => written(each, machine)) : undefined;
    const pair = instead?.filter((each) => each !== undefined) ?? [];
    if (pair.length === 0 || pair.length !== instead?.length) continue;
    const what = `arch added, as it was tried on every call: ${line}`;
    yield { what, entries: entries.toSpliced(i, 1, ...pair), mustSave: true };
  }
};

/** Cheap fields in front: on the exit list their order changes nothing but time. */
const sortFields: Proposer = function* (entries, _set, { machine }) {
  for (const [i, { rule, line }] of entries.entries()) {
    const fields = cheapestFirst(rule.fields);
    if (fields.every((each, at) => each === rule.fields[at])) continue;
    const sorted = rewritten({ ...rule, fields }, machine);
    if (sorted) yield { what: `cheap fields in front: ${line}`, entries: entries.with(i, sorted), mustSave: true };
  }
};

/** Exceptions, and what is hit most, in front of what is looked at in vain before it. */
const hoist: Proposer = function* (entries, set, { workload }) {
  const hits = new Map<PlacedRule, number>();
  for (const { event, share } of workload) {
    const looked = [...costOf(set, event).rules.keys()].filter(({ isHash }) => !isHash);
    const last = looked.at(-1);
    if (last && looked.length < entries.length) hits.set(last, (hits.get(last) ?? 0) + share);
  }
  const rules = rulesOn(set, LIST_EXIT);
  const wanted = rules
    .filter((placed) => hits.has(placed) || placed.rule.action === ACTION_NEVER)
    .sort((one, other) => (hits.get(other) ?? 0) - (hits.get(one) ?? 0));
  for (const placed of wanted) {
    const from = rules.indexOf(placed);
    const entry = entries[from];
    if (!entry || from === 0) continue;
    const left = entries.toSpliced(from, 1);
    // As far in front as it may go: halving the way where that is too far.
    for (let to = 0; to < from; to = Math.max(to + 1, (to + from + 1) >> 1)) {
      const what = `moved from place ${from + 1} to ${to + 1}: ${entry.line}`;
      yield { what, entries: left.toSpliced(to, 0, entry), mustSave: true, isGuess: true };
    }
  }
};

export const proposals: readonly Proposer[] = [dropDead, merge, addArch, sortFields, hoist];

/** Action and conditions, in any order. */
function essence({ action, fields }: Rule): string {
  const texts = fields.map((each) => `${each.field} ${each.operator} ${'text' in each ? each.text : each.value}`);
  return `${action} ${texts.sort().join('\0')}`;
}

/** A line with the rule that it makes; `undefined` when it cannot be read, such as with a blank in a path. */
function written(line: string, machine: Machine | undefined): Entry | undefined {
  const words = wordsOf(line);
  const { change } = parseLine(words, plainContext(machine));
  return change && { rule: change.rule, line };
}

function rewritten(rule: Rule, machine: Machine | undefined): Entry | undefined {
  return written(printLongForm(rule, { machine }), machine);
}
