/** Rules that keep back more than they can be meant to: broad `never` and `exclude` rules, in whatever words. */

import * as field from '../../rules/fields.js';
import { isAll, numbersOf, shareCalls } from '../../rules/mask.js';
import { fileSystems, machineOf, printRule } from '../../rules/print.js';
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

/** Whether `judgeBlinding` tells of the rule for sure. */
export function isBlinding(judged: rule.Rule, behind: readonly rule.Rule[], native: Machine | undefined): boolean {
  return effectOf(judged, behind, native)?.isSure === true;
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
    case rule.LIST_EXIT:
    case rule.LIST_IO_URING:
      return isNever ? hidden(judged, behind, native) : undefined;
    case rule.LIST_FILESYSTEM:
      return isNever ? unnamed(judged) : undefined;
    case rule.LIST_USER:
      if (!isNever || judged.fields.length === 0 || !isBroad(judged.fields)) return undefined;
      return { why: 'logins, sudo and the like leave no message', isSure: true };
    case rule.LIST_EXCLUDE:
      return excluded(judged);
    default:
      return undefined;
  }
}

/** The first rule that matches decides: what an exception keeps from the rules behind it. */
function hidden(judged: rule.Rule, behind: readonly rule.Rule[], native: Machine | undefined): Effect | undefined {
  const guards = behind.filter(({ list, action }) => list === judged.list && action === rule.ACTION_ALWAYS);
  if (guards.length === 0 || !isBroad(judged.fields)) return undefined;
  if (coversMuch(judged, native)) return { why: 'no rule behind it sees what it matches', isSure: true };
  const machine = machineOf(judged, native);
  const isAnybody = judged.fields.every((of) => of.field === field.FIELD_ARCH || of.field === field.FIELD_KEY);
  // An exception from a rule for all calls is meant; one from a rule that names the call is not.
  const isBefore = guards.some(
    (guard) => !isAll(guard.mask) && machineOf(guard, native) === machine && shareCalls(guard.mask, judged.mask),
  );
  return isAnybody && isBefore ? { why: 'a rule behind it never sees the same calls', isSure: false } : undefined;
}

/** Rules of the file system list take away the names of what is made and deleted there. */
function unnamed({ fields }: rule.Rule): Effect | undefined {
  const pseudo = new Set(fileSystems.values());
  const isMeant = fields.some(
    (of) =>
      of.field === field.FIELD_FSTYPE && of.operator === rule.OPERATOR_EQUAL && 'value' in of && pseudo.has(of.value),
  );
  return isMeant ? undefined : { why: 'names of files that are made and deleted there are not recorded', isSure: true };
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
  ...['arch', 'success', 'exit', 'pers', 'perm', 'filetype', 'obj_uid', 'obj_gid', 'field_compare'],
]);
/** One value or some bits; what the others leave is nearly everything, as all but one process, program or place. */
const narrowOperators: ReadonlySet<string | undefined> = new Set(['=', '&', '&=']);

function isBroad(fields: readonly rule.RuleField[]): boolean {
  return fields.every((condition) => {
    const name = field.fieldByNumber(condition.field)?.name ?? '';
    if (condition.field === field.FIELD_KEY || broadFields.has(name)) return true;
    if (condition.field === field.FIELD_DIR && 'text' in condition && condition.text === '/') return true;
    return !narrowOperators.has(rule.operatorSymbol(condition.operator));
  });
}

/** Calls that most rules are about. */
const importantCalls = ['execve', 'openat', 'open', 'unlinkat', 'connect', 'setuid', 'chmod', 'mount'] as const;

function coversMuch(judged: rule.Rule, native: Machine | undefined): boolean {
  if (isAll(judged.mask)) return true;
  if (judged.list === rule.LIST_IO_URING) return false;
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
