/**
 * A rule set as the kernel holds it: one sequence per list, `-A` in front. The place among the exit and io_uring rules
 * is a rule's priority; rules with a path or an inode number ("hash rules") are kept in a table by inode.
 */

import type { Machine } from '../../tables/syscalls.js';
import { machineByName } from '../../tables/syscalls.js';
import type { RuleContext } from '../draft.js';
import { FIELD_INODE, FIELD_KEY, FIELD_PATH } from '../fields.js';
import { wordsOf } from '../file.js';
import { fullMask, isAll } from '../mask.js';
import { parseRule } from '../parse.js';
import { printRule } from '../print.js';
import { LIST_EXIT, LIST_IO_URING, OPERATOR_EQUAL, type Rule, type RuleChange } from '../rule.js';
import { sameRule } from '../same-rule.js';
import { classMembers } from './call-classes.js';

/** A rule in its set. */
export interface PlacedRule {
  readonly rule: Rule;
  /** As written, or as the kernel would list it. */
  readonly line: string;
  /** The mask as the kernel keeps it: class bits replaced by their members. */
  readonly mask: Readonly<Uint32Array>;
  /** Order of loading, from 0. */
  readonly loaded: number;
  /** Place in its list, from 0; the smaller, the stronger. Exit and io_uring rules share one scale. */
  readonly place: number;
  readonly isHash: boolean;
  /** The joined keys; `null` without. */
  readonly key: string | null;
  /** What `path` or `inode=` is about. */
  readonly path: string | undefined;
  readonly inode: number | undefined;
}

export interface RuleSet {
  /** List number → its rules in order. */
  readonly lists: ReadonlyMap<number, readonly PlacedRule[]>;
}

export interface WrittenChange {
  readonly change: RuleChange;
  readonly line?: string;
}

/** The set after these changes, made one after the other on empty lists. */
export function ruleSetOf(changes: Iterable<WrittenChange>): RuleSet {
  const orders = new Map<number, { rule: Rule; line: string; loaded: number }[]>();
  let loaded = 0;
  for (const { change, line } of changes) {
    const { rule } = change;
    const order = orders.get(scaleOf(rule.list)) ?? [];
    orders.set(scaleOf(rule.list), order);
    if (change.operation === 'delete') {
      const at = order.findIndex((placed) => sameRule(placed.rule, rule));
      if (at >= 0) order.splice(at, 1);
      continue;
    }
    const written = { rule, line: line ?? printRule(rule, { machine: machineByName('x86_64') }), loaded: loaded++ };
    if (change.prepend) order.unshift(written);
    else order.push(written);
  }
  const lists = new Map<number, PlacedRule[]>();
  for (const order of orders.values()) {
    order.forEach((written, place) => {
      const list = lists.get(written.rule.list) ?? [];
      lists.set(written.rule.list, list);
      list.push(placedRule(written, place));
    });
  }
  return { lists };
}

/** Exit and io_uring rules share one scale of priority. */
function scaleOf(list: number): number {
  return list === LIST_IO_URING ? LIST_EXIT : list;
}

function placedRule(written: { rule: Rule; line: string; loaded: number }, place: number): PlacedRule {
  const { rule } = written;
  const path = rule.fields.find((field) => field.field === FIELD_PATH);
  const inode = rule.fields.find((field) => field.field === FIELD_INODE && field.operator === OPERATOR_EQUAL);
  const key = rule.fields.find((field) => field.field === FIELD_KEY);
  return {
    ...written,
    place,
    mask: expandClasses(rule.mask),
    isHash: path !== undefined || inode !== undefined,
    key: key && 'text' in key ? key.text : null,
    path: path && 'text' in path ? path.text : undefined,
    inode: inode && 'value' in inode ? inode.value : undefined,
  };
}

const CLASS_WORD = 63;
const CLASS_BITS = 0xffff0000;
/** What is left of a full mask; shared, as most masks are full. */
const ALL_FREE: Readonly<Uint32Array> = fullMask().fill(~CLASS_BITS, CLASS_WORD);

function expandClasses(mask: Readonly<Uint32Array>): Readonly<Uint32Array> {
  const classes = (mask[CLASS_WORD] ?? 0) & CLASS_BITS;
  if (classes === 0) return mask;
  if (isAll(mask)) return ALL_FREE;
  const expanded = Uint32Array.from(mask);
  expanded[CLASS_WORD] = (mask[CLASS_WORD] ?? 0) & ~CLASS_BITS;
  for (let number = 0; number < 16; number++) {
    if (!((classes >>> (31 - number)) & 1)) continue;
    for (const call of classMembers(number)) expanded[call >> 5] = (expanded[call >> 5] ?? 0) | (1 << (call & 31));
  }
  return expanded;
}

/** The rules of a list; empty when it has none. */
export function rulesOn(set: RuleSet, list: number): readonly PlacedRule[] {
  return set.lists.get(list) ?? [];
}

/** The lines that make this set when they are loaded in this order; `-A` only where it counts. */
export function linesOf(set: RuleSet): readonly string[] {
  const rules = [...set.lists.values()].flat().sort((one, other) => one.loaded - other.loaded);
  const last = new Map<number, number>();
  const areAppended = rules.every(({ rule: { list }, place }) => {
    const isBehind = place > (last.get(scaleOf(list)) ?? -1);
    last.set(scaleOf(list), place);
    return isBehind;
  });
  return rules.map(({ line }) => (areAppended ? line.replace(/^-A /, '-a ') : line));
}

/** A machine that knows no accounts and no files: what a rule means without the system that it is for. */
export function plainContext(machine: Machine | undefined = machineByName('x86_64')): RuleContext {
  return {
    machine,
    userId: (name) => (name === 'root' ? 0 : undefined),
    groupId: (name) => (name === 'root' ? 0 : undefined),
    isDirectory: () => false,
    abilities: () => 0xffffffff,
    warn: () => {},
  };
}

/** The set of these rule lines, in order of loading. Throws `RuleError`. */
export function ruleSetOfLines(lines: readonly string[], context: RuleContext = plainContext()): RuleSet {
  return ruleSetOf(
    lines.map((line) => ({
      line,
      change: parseRule(wordsOf(line), context),
    })),
  );
}

/** Whether the mask holds a call; numbers above the mask are seen by no rule. */
export function holds(mask: Readonly<Uint32Array>, syscall: number): boolean {
  const word = mask[syscall >>> 5];
  return syscall >= 0 && syscall < 2048 && word !== undefined && ((word >>> (syscall & 31)) & 1) === 1;
}
