/**
 * The lists that are not about calls, by what they do: the task list to new processes, user and exclude to messages and
 * records, filesystem to the files of calls.
 */
import { FIELD_FSTYPE } from '../fields.js';
import { compare } from '../model/compare.js';
import { holdsForTask } from '../model/conditions.js';
import { contextOf, type Decision, decide } from '../model/decide.js';
import { exactly, type FilterEvent } from '../model/event.js';
import { matchRecord } from '../model/record-lists.js';
import { type PlacedRule, type RuleSet, rulesOn } from '../model/rule-set.js';
import { ACTION_NEVER, LIST_EXCLUDE, LIST_FILESYSTEM, LIST_TASK, LIST_USER, type RuleField } from '../rule.js';
import { walkCells } from './cells.js';
import { type Budget, CASE_WORK, type Difference, type DifferenceKind, TOO_LARGE } from './difference.js';
import type { OpenCondition } from './open-condition.js';
import { CASE_LIMIT, isMessage, recordCases, typeName } from './record-cases.js';
import { type Residue, signed } from './residue.js';
import { attributesOf, completed } from './variables.js';
import { processText } from './witness.js';

/** What two sets make of one process, message, record or file system. */
interface Case {
  readonly subject: string;
  readonly event: FilterEvent;
  readonly one: Treatment;
  readonly other: Treatment;
}

interface Treatment {
  /** How much is left: nothing, the usual, or (task list) every call. */
  readonly left: 0 | 1 | 2;
  readonly key: string | null;
  readonly rule: string | null;
}

export function compareLists(
  one: RuleSet,
  other: RuleSet,
  budget: Budget,
): { readonly differences: readonly Difference[]; readonly unsettled: readonly string[] } {
  const differences = new Map<string, Difference>();
  const unsettled: string[] = [];
  for (const [name, walk] of walks) {
    if (listsOf[name].every((list) => isSameText(one, other, list))) continue;
    const isComplete = walk(one, other, budget, (found) => {
      const kind = kindOf(found);
      const pair = [name, kind, found.one.rule, found.other.rule].join('\0');
      if (kind && !differences.has(pair)) differences.set(pair, differenceOf(found, kind));
    });
    if (!isComplete) unsettled.push(budget.left < 0 ? TOO_LARGE : `the ${name} list: too many cases to look at each`);
  }
  return { differences: [...differences.values()], unsettled };
}

export interface Acts {
  /** Cases in which a rule does something that the others do too. */
  readonly acted: number;
  readonly undone: readonly Difference[];
  /** Lines of the rules that do it. */
  readonly by: readonly string[];
  readonly unsettled: readonly string[];
}

/** What a rule does by itself, and whether these rules do it too. */
export function actsOf(placed: PlacedRule, rules: RuleSet, budget: Budget): Acts {
  const alone: RuleSet = { lists: new Map([[placed.rule.list, [placed]]]) };
  const undone = new Map<string, Difference>();
  const by = new Set<string>();
  const unsettled: string[] = [];
  let acted = 0;
  for (const [name, walk] of walks) {
    if (!listsOf[name].includes(placed.rule.list)) continue;
    const isComplete = walk(alone, rules, budget, (found) => {
      if (found.one.left === 1) return;
      const kind = kindOf(found);
      if (kind) undone.set(`${kind} ${found.other.rule}`, differenceOf(found, kind));
      else acted++;
      if (!kind && found.other.rule !== null) by.add(found.other.rule);
    });
    if (!isComplete) unsettled.push(budget.left < 0 ? TOO_LARGE : `the ${name} list: too many cases to look at each`);
  }
  return { acted, undone: [...undone.values()], by: [...by], unsettled };
}

function kindOf({ one, other }: Case): DifferenceKind | undefined {
  if (one.left !== other.left) return one.left > other.left ? 'only first' : 'only second';
  return one.left === 2 && one.key !== other.key ? 'key' : undefined;
}

function differenceOf({ subject, event, one, other }: Case, kind: DifferenceKind): Difference {
  return { kind, subject, witness: event, one: decisionOf(one), other: decisionOf(other), calls: [] };
}

const told = ['it is left out', 'it is treated as usual', 'every call is recorded'] as const;

function decisionOf({ left, key, rule }: Treatment): Decision {
  return { recorded: left > 0, key, rule, why: told[left], types: undefined };
}

type Visit = (found: Case) => void;
/** Returns whether all cases were looked at. */
type Walk = (one: RuleSet, other: RuleSet, budget: Budget, visit: Visit) => boolean;
type WalkName = 'task' | 'user' | 'exclude' | 'filesystem';

const listsOf: Readonly<Record<WalkName, readonly number[]>> = {
  task: [LIST_TASK],
  user: [LIST_USER, LIST_EXCLUDE],
  exclude: [LIST_EXCLUDE],
  filesystem: [LIST_FILESYSTEM],
};

const tasks: Walk = (one, other, budget, visit) => {
  const [left = [], right = []] = [one, other].map((set) => rulesOn(set, LIST_TASK).flatMap(taskResidue));
  const walk = walkCells({}, left, right, {
    limit: CASE_LIMIT,
    workLimit: budget.left,
    visit: (attributes) => {
      budget.left -= CASE_WORK + left.length + right.length;
      const event = completed({ names: [] }, attributes);
      const [mine, theirs] = [one, other].map((set) => ofTask(set, event));
      if (mine && theirs)
        visit({
          subject: `a new process of a parent with ${processText(event)}`,
          event: { parent: parentOf(event) },
          one: mine,
          other: theirs,
        });
      return budget.left >= 0;
    },
  });
  budget.left -= walk.work;
  return walk.isComplete && budget.left >= 0;
};

function parentOf({ names, args, exit, success, exe, saddr_fam, openat2_flags, ...parent }: FilterEvent): FilterEvent {
  return parent;
}

function ofTask(set: RuleSet, parent: FilterEvent): Treatment {
  const { kind, rule } = contextOf(set, parent);
  return { left: kind === 'none' ? 0 : kind === 'all' ? 2 : 1, key: rule?.key ?? null, rule: rule?.line ?? null };
}

function taskResidue(placed: PlacedRule): readonly Residue[] {
  const open: OpenCondition[] = [];
  for (const field of placed.rule.fields) {
    const truth = holdsForTask(field, {});
    if (truth === false) return [];
    const holds = (event: FilterEvent): boolean => holdsForTask(field, event) === true;
    if (truth === 'unknown')
      open.push({
        field,
        isAll: false,
        parts: [{ attributes: attributesOf(field, 0, -1), holds, answers: new Map() }],
      });
  }
  return [signed(placed, open, true)];
}

/** Messages pass the user list and then exclude; both are asked by a simpler routine. */
const messages: Walk = (one, other, budget, visit) =>
  recordCases(
    [one, other],
    [LIST_USER, LIST_EXCLUDE],
    isMessage,
    (event, type) => {
      const asked = { ...event, user_msg: type };
      const [mine, theirs] = [one, other].map((set) => decide(set, asked));
      if (!mine || !theirs) return;
      const subject = `a ${typeName(type)} message of a process with ${processText(event)}`;
      visit({ subject, event: asked, one: ofDecision(mine), other: ofDecision(theirs) });
    },
    budget,
  );

function ofDecision({ recorded, rule }: Decision): Treatment {
  return { left: recorded === true ? 1 : 0, key: null, rule };
}

const records: Walk = (one, other, budget, visit) =>
  recordCases(
    [one, other],
    [LIST_EXCLUDE],
    (type) => !isMessage(type),
    (event, type) => {
      const [mine, theirs] = [one, other].map((set) => matchRecord(rulesOn(set, LIST_EXCLUDE), event, type, {}));
      if (!mine || !theirs) return;
      const name = typeName(type);
      const treated = ({ matches, rule }: typeof mine): Treatment => ({
        left: matches === true ? 0 : 1,
        key: null,
        rule: rule?.line ?? null,
      });
      visit({
        subject: `a ${name} record of a process with ${processText(event)}`,
        event: { ...event, types: [name] },
        one: treated(mine),
        other: treated(theirs),
      });
    },
    budget,
  );

const fileSystems: Walk = (one, other, budget, visit) => {
  const hiding = [one, other].map((set) =>
    rulesOn(set, LIST_FILESYSTEM).flatMap((placed) =>
      placed.rule.action === ACTION_NEVER ? placed.rule.fields.flatMap((field) => fsCondition(placed, field)) : [],
    ),
  );
  const [left = [], right = []] = hiding;
  const values = new Set([...left, ...right].flatMap(({ value }) => [value - 1, value, value + 1]));
  budget.left -= values.size * (left.length + right.length);
  if (budget.left < 0) return false;
  const ofType = (conditions: readonly HidingCondition[], magic: number): Treatment => {
    const found = conditions.find(({ operator, value }) => compare(operator, exactly(magic), value) === true);
    return { left: found ? 0 : 1, key: null, rule: found?.line ?? null };
  };
  for (const magic of values)
    visit({
      subject: `files of file systems of type 0x${magic.toString(16)}`,
      event: {},
      one: ofType(left, magic),
      other: ofType(right, magic),
    });
  return true;
};

interface HidingCondition {
  readonly line: string;
  readonly operator: number;
  readonly value: number;
}

function fsCondition({ line }: PlacedRule, field: RuleField): readonly HidingCondition[] {
  return field.field === FIELD_FSTYPE && 'value' in field
    ? [{ line, operator: field.operator, value: field.value }]
    : [];
}

function isSameText(one: RuleSet, other: RuleSet, list: number): boolean {
  const [left, right] = [rulesOn(one, list), rulesOn(other, list)];
  const text = ({ rule: { action, fields } }: PlacedRule): string => JSON.stringify([action, fields]);
  return left.length === right.length && left.every((placed, i) => text(placed) === text(right[i] ?? placed));
}

const walks: readonly (readonly [name: WalkName, walk: Walk])[] = [
  ['task', tasks],
  ['user', messages],
  ['exclude', records],
  ['filesystem', fileSystems],
];
