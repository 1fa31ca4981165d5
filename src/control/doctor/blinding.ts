/** Rules that keep back more than they can be meant to: broad `never` and `exclude` rules, in whatever words. */

import * as field from '../../rules/fields.js';
import { isAll, numbersOf } from '../../rules/mask.js';
import { machineOf, printRule } from '../../rules/print.js';
import * as rule from '../../rules/rule.js';
import {
  CONFIG_CHANGE,
  EXECVE,
  LOGIN,
  PATH,
  SYSCALL,
  USER_AUTH,
  USER_CMD,
  USER_LOGIN,
  USER_START,
} from '../../tables/generated/record-type.js';
import { type Machine, syscallName } from '../../tables/syscalls.js';
import { advice, type DoctorFinding, problem } from './finding.js';

export function judgeBlinding(rules: readonly rule.Rule[], native: Machine | undefined): readonly DoctorFinding[] {
  return rules.flatMap((judged, i) => {
    const effect = effectOf(judged, rules.slice(i + 1), native);
    if (effect === undefined) return [];
    const text = `A rule makes auditing blind: ${printRule(judged, { machine: native })}`;
    const command = 'take it out of rules.d, then ts-auditctl --load-dir';
    return [(effect.isSure ? problem : advice)('rules', text, effect.why, command)];
  });
}

interface Effect {
  readonly why: string;
  readonly isSure: boolean;
}

function effectOf(judged: rule.Rule, behind: readonly rule.Rule[], native: Machine | undefined): Effect | undefined {
  const isNever = judged.action === rule.ACTION_NEVER;
  switch (judged.list) {
    case rule.LIST_TASK:
      if (!isNever || !isBroad(judged.fields)) return undefined;
      return { why: 'processes started meanwhile are never audited; restart them afterwards', isSure: true };
    case rule.LIST_EXIT: {
      const guards = behind.some(({ list, action }) => list === rule.LIST_EXIT && action === rule.ACTION_ALWAYS);
      if (!isNever || !guards || !isBroad(judged.fields) || !coversMuch(judged, native)) return undefined;
      return { why: 'no rule behind it sees what it matches', isSure: true };
    }
    case rule.LIST_USER:
      if (!isNever || judged.fields.length === 0 || !isBroad(judged.fields)) return undefined;
      return { why: 'logins, sudo and the like leave no message', isSure: true };
    case rule.LIST_EXCLUDE:
      return excluded(judged);
    default:
      return undefined;
  }
}

/** Records that evidence rests on; without SYSCALL an event says nothing. */
const evidence: readonly number[] = [EXECVE, PATH, USER_AUTH, USER_LOGIN, USER_START, LOGIN, CONFIG_CHANGE, USER_CMD];

/** Both actions of this list drop. */
function excluded({ fields }: rule.Rule): Effect | undefined {
  if (fields.length === 0) return { why: 'some kernels drop every record by it', isSure: false };
  const types = fields.filter((of): of is rule.NumberField => of.field === field.FIELD_MSGTYPE && 'value' in of);
  if (!isBroad(fields.filter((of) => of.field !== field.FIELD_MSGTYPE))) return undefined;
  const drops = (type: number): boolean => types.every((condition) => holds(condition, type));
  const count = evidence.filter(drops).length;
  if (drops(SYSCALL)) return { why: 'the records of system calls are dropped', isSure: true };
  if (count >= 2) return { why: 'records of logins, commands or changes are dropped', isSure: true };
  return count === 1 ? { why: 'a kind of record that evidence rests on is dropped', isSure: false } : undefined;
}

/** Fields that divide all processes into a few large groups; a single process or program is not meant. */
const broadFields: ReadonlySet<string> = new Set([
  ...['uid', 'euid', 'suid', 'fsuid', 'gid', 'egid', 'sgid', 'fsgid', 'auid', 'loginuid'],
  ...['arch', 'success', 'exit', 'pers', 'perm', 'filetype', 'obj_uid', 'obj_gid'],
]);
const processFields: ReadonlySet<string> = new Set(['pid', 'ppid', 'sessionid']);

function isBroad(fields: readonly rule.RuleField[]): boolean {
  return fields.every((condition) => {
    const name = field.fieldByNumber(condition.field)?.name ?? '';
    const isEqual = condition.operator === rule.OPERATOR_EQUAL;
    if (condition.field === field.FIELD_KEY || broadFields.has(name)) return true;
    // All but one process, program or place is nearly everything.
    return (processFields.has(name) || 'text' in condition) && !isEqual;
  });
}

/** Calls that most rules are about. */
const importantCalls = ['execve', 'openat', 'open', 'unlinkat', 'connect', 'setuid', 'chmod', 'mount'] as const;

function coversMuch(judged: rule.Rule, native: Machine | undefined): boolean {
  if (isAll(judged.mask)) return true;
  const machine = machineOf(judged, native);
  const names = new Set(numbersOf(judged.mask).map((number) => machine && syscallName(machine, number)));
  const covered = importantCalls.filter((name) => names.has(name)).length;
  return names.has('execve') || covered * 2 >= importantCalls.length;
}

function holds({ operator, value }: rule.NumberField, given: number): boolean {
  switch (rule.operatorSymbol(operator)) {
    case '=':
      return given === value;
    case '!=':
      return given !== value;
    case '>':
      return given > value;
    case '>=':
      return given >= value;
    case '<':
      return given < value;
    case '<=':
      return given <= value;
    case '&':
      return (given & value) !== 0;
    case '&=':
      return (given & value) === value;
    default:
      return false;
  }
}
