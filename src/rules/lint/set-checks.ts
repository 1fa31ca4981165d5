/** Checks that look at a rule among the others: hidden, impossible, or with a gap that another rule should fill. */
import { valueTable } from '../../tables/lookup.js';
import { type Machine, machineByElf, machineByName, syscallName, syscallNumber } from '../../tables/syscalls.js';
import * as field from '../fields.js';
import { isAll, isEmpty, shareCalls } from '../mask.js';
import { conditionName } from '../model/conditions.js';
import { holds, type PlacedRule, type RuleSet, rulesOn } from '../model/rule-set.js';
import { compareSets } from '../prove/compare.js';
import { ACTION_ALWAYS, LIST_EXIT, OPERATOR_EQUAL, type RuleField } from '../rule.js';
import type { Check, LintOptions } from './defect.js';

/** The ABIs that rules tell apart. */
function abisOf({ machine = machineByName('x86_64') }: LintOptions): {
  readonly native: Machine | undefined;
  readonly twin: Machine | undefined;
} {
  return { native: machine, twin: machine?.twin };
}

/** The rule as one that records, alone or with others: whether anything is left to it is a question of what they record. */
function recording(rules: readonly PlacedRule[]): RuleSet {
  const always = rules.map((placed) => ({ ...placed, rule: { ...placed.rule, action: ACTION_ALWAYS } }));
  return { lists: new Map([[LIST_EXIT, always]]) };
}

const impossible: Check = (placed, _set, { machine }) => {
  if (placed.rule.list !== LIST_EXIT || placed.rule.fields.length < 2 || isEmpty(placed.mask)) return undefined;
  // Labels match nothing without a security module; whether there is one is not known here.
  if (placed.rule.fields.some((each) => /^(subj|obj)_(?!uid|gid)/.test(conditionName(each)))) return undefined;
  const { differences, unsettled } = compareSets(recording([placed]), recording([]), {
    onlyFirst: true,
    stopAt: 'loss',
    machine,
  });
  if (differences.length > 0 || unsettled.length > 0) return undefined;
  return { id: 'never-matches', level: 'error', advice: '', text: 'no event satisfies all its conditions' };
};

const shadowed: Check = (placed, set, { machine }) => {
  if (placed.rule.list !== LIST_EXIT) return undefined;
  const before = rulesOn(set, LIST_EXIT).filter(
    (other) =>
      other.place < placed.place &&
      (!other.isHash || other.path === placed.path || other.inode === placed.inode) &&
      !areApart(placed, other),
  );
  if (before.length === 0) return undefined;
  const comparison = compareSets(recording([placed]), recording(before), { onlyFirst: true, stopAt: 'loss', machine });
  const isHidden =
    comparison.unsettled.length === 0 && !comparison.differences.some(({ kind }) => kind === 'only first');
  const hiding = new Set([...comparison.agreed.keys(), ...comparison.differences.map(({ other }) => other.rule)]);
  if (!isHidden || hiding.size === 0) return undefined;
  const hider = before.find(({ line }) => hiding.has(line));
  const isSame = hiding.size === 1 && hider?.rule.action === placed.rule.action && hider.key === placed.key;
  const others = hiding.size > 1 ? ` and ${hiding.size - 1} more` : '';
  return {
    ...{ id: isSame ? 'redundant' : 'shadowed', level: isSame ? 'warning' : 'error' },
    ...{ advice: isSame ? 'delete it' : 'put it in front, or delete it' },
    text: `never reached: all it matches is decided by ${hider?.line ?? ''}${others}`,
  };
};

/** Quickly seen to have no event in common: no call, or another value of a field that has only one. */
function areApart(one: PlacedRule, other: PlacedRule): boolean {
  if (one.mask !== other.mask && !shareCalls(one.mask, other.mask)) return true;
  return one.rule.fields.some((left) =>
    other.rule.fields.some((right) => {
      if (left.field !== right.field || !single.has(conditionName(left))) return false;
      if (left.operator !== OPERATOR_EQUAL || right.operator !== OPERATOR_EQUAL) return false;
      return 'value' in left && 'value' in right && left.value !== right.value;
    }),
  );
}

/** Groups are not among them: a process has several. */
const single: ReadonlySet<string> = new Set([
  ...['arch', 'pid', 'ppid', 'uid', 'euid', 'suid', 'fsuid', 'sgid', 'fsgid', 'auid', 'sessionid', 'pers', 'exit'],
  ...['a0', 'a1', 'a2', 'a3', 'saddr_fam'],
]);

/** Conditions but arch and key, in one order. */
function essence({ rule: { fields, action } }: PlacedRule): string {
  const text = (each: RuleField): string => `${each.field} ${each.operator} ${'text' in each ? each.text : each.value}`;
  const own = fields.filter((each) => each.field !== field.FIELD_ARCH && each.field !== field.FIELD_KEY);
  return `${action} ${own.map(text).sort().join('\0')}`;
}

function archOf({ rule: { fields } }: PlacedRule): number | undefined {
  const arch = fields.find((each) => each.field === field.FIELD_ARCH);
  return arch && 'value' in arch ? arch.value : undefined;
}

const noTwin: Check = (placed, set, options) => {
  const { native, twin } = abisOf(options);
  if (placed.rule.list !== LIST_EXIT || !native || !twin || archOf(placed) !== native.elf) return undefined;
  const others = rulesOn(set, LIST_EXIT);
  const hasTwin = others.some((other) => archOf(other) !== native.elf && essence(other) === essence(placed));
  const stopsB32 = others.some(
    (other) => archOf(other) === twin.elf && isAll(other.rule.mask) && other.rule.fields.length <= 2,
  );
  if (hasTwin || stopsB32 || !hasTwinCall(placed, native, twin)) return undefined;
  return {
    ...{ id: 'no-b32-twin', level: 'warning', advice: 'add the same rule with -F arch=b32' },
    text: '32-bit programs are not seen: there is no such rule with arch=b32',
  };
};

/** A call that the other ABI does not have needs no twin. */
function hasTwinCall({ mask }: PlacedRule, native: Machine, twin: Machine): boolean {
  return [...valueTable(native.syscalls).names()].some(
    ([number, name]) => holds(mask, number) && syscallNumber(twin, name) !== undefined,
  );
}

/** Calls that do the same as older ones; a rule that names one of these and not the newer one has a hole. */
const successors: readonly (readonly [newer: string, older: readonly string[]])[] = [
  ['openat', ['open']],
  ['openat2', ['open', 'openat']],
  ['renameat', ['rename']],
  ['renameat2', ['rename', 'renameat']],
  ['unlinkat', ['unlink', 'rmdir']],
  ['fchmodat', ['chmod']],
  ['fchmodat2', ['chmod', 'fchmodat']],
  ['fchownat', ['chown', 'lchown']],
  ['execveat', ['execve']],
  ['linkat', ['link']],
  ['symlinkat', ['symlink']],
  ['mkdirat', ['mkdir']],
  ['mknodat', ['mknod']],
  ['setxattrat', ['setxattr', 'lsetxattr']],
  ['removexattrat', ['removexattr', 'lremovexattr']],
  ['finit_module', ['init_module']],
];

const noSuccessor: Check = (placed, set, options) => {
  if (placed.rule.list !== LIST_EXIT || isAll(placed.rule.mask)) return undefined;
  if (placed.rule.fields.some((each) => each.field === field.FIELD_PERM)) return undefined;
  const arch = archOf(placed);
  const machine = arch === undefined ? abisOf(options).native : machineByElf(arch);
  if (!machine) return undefined;
  const kin = rulesOn(set, LIST_EXIT).filter(
    (other) => archOf(other) === archOf(placed) && essence(other) === essence(placed),
  );
  const isHeld = (call: string): boolean => {
    const number = syscallNumber(machine, call);
    return number === undefined || kin.some(({ mask }) => holds(mask, number));
  };
  const names = new Set(
    [...valueTable(machine.syscalls).names()]
      .filter(([number]) => holds(placed.mask, number))
      .map(([number]) => syscallName(machine, number)),
  );
  const missing = successors.filter(([newer, older]) => older.some((call) => names.has(call)) && !isHeld(newer));
  if (missing.length === 0) return undefined;
  const calls = missing.map(([newer]) => newer);
  const list = calls.join(',');
  return {
    ...{ id: 'newer-calls', level: 'warning', advice: `add ${list} to -S` },
    text: `the same can be done with ${list}, which the rule does not hold`,
    missing: calls,
  };
};

export const setChecks: readonly Check[] = [impossible, shadowed, noTwin, noSuccessor];
