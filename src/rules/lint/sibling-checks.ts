/** Checks for calls that do what the calls of a rule do, and that no rule holds: newer ones, those of 32-bit programs, io_uring. */
import { valueTable } from '../../tables/lookup.js';
import { type Machine, machineByElf, machineByName, syscallName, syscallNumber } from '../../tables/syscalls.js';
import * as field from '../fields.js';
import { addToMask, emptyMask, isAll } from '../mask.js';
import { holds, type PlacedRule, type RuleSet, rulesOn } from '../model/rule-set.js';
import { ACTION_ALWAYS, LIST_EXIT, LIST_IO_URING } from '../rule.js';
import { archOf } from './alike.js';
import { leftBy } from './decided.js';
import type { Check, Defect, LintOptions } from './defect.js';
import { exitRules } from './exit-rules.js';

/** A rule that names one of the older calls and not the newer one has a hole. `same`: arguments stand in the same places. */
interface Successor {
  readonly newer: string;
  readonly older: readonly string[];
  readonly same?: readonly string[];
}

const successors: readonly Successor[] = [
  { newer: 'openat', older: ['open'] },
  { newer: 'openat2', older: ['open', 'openat'] },
  { newer: 'renameat', older: ['rename'] },
  { newer: 'renameat2', older: ['rename'], same: ['renameat'] },
  { newer: 'unlinkat', older: ['unlink', 'rmdir'] },
  { newer: 'fchmodat', older: ['chmod'] },
  { newer: 'fchmodat2', older: ['chmod'], same: ['fchmodat'] },
  { newer: 'fchownat', older: ['chown', 'lchown', 'chown32', 'lchown32'] },
  { newer: 'execveat', older: ['execve'] },
  { newer: 'linkat', older: ['link'] },
  { newer: 'symlinkat', older: ['symlink'] },
  { newer: 'mkdirat', older: ['mkdir'] },
  { newer: 'mknodat', older: ['mknod'] },
  { newer: 'setxattrat', older: ['setxattr', 'lsetxattr'] },
  { newer: 'removexattrat', older: ['removexattr', 'lremovexattr'] },
  { newer: 'finit_module', older: ['init_module'] },
  { newer: 'kexec_file_load', older: ['kexec_load'] },
  { newer: 'move_mount', older: ['mount'] },
  { newer: 'accept4', older: [], same: ['accept'] },
  // adjtimex() of the C library is a call of it.
  { newer: 'clock_adjtime', older: ['adjtimex'] },
];

/** The calls that 32-bit programs really make: ids of 32 bits, offsets and times of 64. */
const wider: readonly Successor[] = [
  ...['chown', 'fchown', 'lchown', 'setuid', 'setgid', 'setreuid', 'setregid', 'setresuid', 'setresgid', 'setfsuid', 'setfsgid', 'setgroups'].map((call) => ({ newer: `${call}32`, older: [], same: [call] })), // biome-ignore format: a list
  ...['truncate', 'ftruncate', 'clock_settime', 'clock_adjtime'].map((call) => ({
    ...{ newer: `${call}64`, older: [], same: [call] },
  })),
];

/** Recording rules that name calls themselves, rather than by the letters of perm. */
function namesCalls({ rule: { list, action, mask, fields } }: PlacedRule): boolean {
  if (list !== LIST_EXIT || action !== ACTION_ALWAYS || isAll(mask)) return false;
  return !fields.some((each) => each.field === field.FIELD_PERM);
}

function machineFor(placed: PlacedRule, native: Machine | undefined): Machine | undefined {
  const arch = archOf(placed);
  return arch === undefined ? native : machineByElf(arch);
}

function heldCalls({ mask }: PlacedRule, machine: Machine): ReadonlySet<string> {
  const numbers = [...valueTable(machine.syscalls).names()].map(([number]) => number);
  return new Set(numbers.filter((number) => holds(mask, number)).map((number) => syscallName(machine, number) ?? ''));
}

/** What of the table the rule lacks, and no rule like it holds. `isMoved`: of its arguments it asks where the newer call has others. */
function missingOf(
  table: readonly Successor[],
  isMoved: boolean,
  placed: PlacedRule,
  set: RuleSet,
  options: LintOptions,
): readonly string[] {
  const machine = machineFor(placed, options.machine ?? machineByName('x86_64'));
  if (!machine || !namesCalls(placed)) return [];
  const asksArguments = placed.rule.fields.some((each) => field.ARGUMENTS.has(each.field));
  if (isMoved && !asksArguments) return [];
  const { alike, alikeElsewhere, near } = exitRules(set);
  const like = isMoved ? alikeElsewhere(placed) : alike(placed);
  const kin = like.filter((other) => archOf(other) === archOf(placed));
  const isHeld = (call: string): boolean => {
    const number = syscallNumber(machine, call);
    if (number === undefined || kin.some(({ mask }) => holds(mask, number))) return true;
    return !leftBy(near(placed), withCall(placed, number), { ...options, machine }).differences.some(
      ({ kind }) => kind === 'only first',
    );
  };
  const names = heldCalls(placed, machine);
  const namesOne = (calls: readonly string[]): boolean => calls.some((call) => names.has(call));
  const isAbout = ({ older, same = [] }: Successor): boolean =>
    isMoved ? namesOne(older) && !namesOne(same) : namesOne(same) || (!asksArguments && namesOne(older));
  return table.filter((each) => isAbout(each) && !isHeld(each.newer)).map(({ newer }) => newer);
}

/** The rule for this call alone. */
function withCall(placed: PlacedRule, number: number): PlacedRule {
  const mask = emptyMask();
  addToMask(mask, number);
  return { ...placed, mask, rule: { ...placed.rule, mask } };
}

const noSuccessor: Check = (placed, set, options) => {
  const missing = missingOf(successors, false, placed, set, options);
  if (missing.length === 0) return undefined;
  const list = missing.join(',');
  return {
    ...{ id: 'newer-calls', level: 'warning', advice: `add ${list} to -S`, missing },
    text: `the same can be done with ${list}, which the rule does not hold`,
  };
};

/** Added to such a rule, the newer call would be asked for something else. */
const noMovedSuccessor: Check = (placed, set, options) => {
  const missing = missingOf(successors, true, placed, set, options);
  if (missing.length === 0) return undefined;
  const list = missing.join(',');
  const hidden = missing.includes('openat2') ? '; flags of openat2 cannot be asked for' : '';
  return {
    ...{ id: 'moved-arguments', level: 'warning', advice: `add a rule for ${list} without these conditions on a0-a3` },
    text: `the same can be done with ${list}, which has other arguments, and no such rule holds it${hidden}`,
  };
};

const noWider: Check = (placed, set, options) => {
  const missing = missingOf(wider, false, placed, set, options);
  if (missing.length === 0) return undefined;
  const list = missing.join(',');
  return {
    ...{ id: 'b32-calls', level: 'warning', advice: `add ${list} to -S`, missing },
    text: `32-bit programs do this with ${list}, which the rule does not hold`,
  };
};

export const siblingChecks: readonly Check[] = [noSuccessor, noMovedSuccessor, noWider];

/** What a ring does instead of calls that are audited; said once, of the first rule that names such a call. */
export function ringDefect(set: RuleSet, native: Machine | undefined): Defect | undefined {
  const ring = machineByName('uring');
  const rules = rulesOn(set, LIST_EXIT);
  if (!ring || rules.some((placed) => isAboutRings(placed, native))) return undefined;
  const operations = [...valueTable(ring.syscalls).names()].filter(
    ([number]) => !rulesOn(set, LIST_IO_URING).some(({ mask }) => holds(mask, number)),
  );
  const done = new Map<string, PlacedRule>();
  for (const placed of rules) {
    const machine = machineFor(placed, native);
    if (!machine || !namesCalls(placed)) continue;
    const names = heldCalls(placed, machine);
    for (const [, operation] of operations)
      if (!done.has(operation) && namesOf(operation).some((name) => names.has(name))) done.set(operation, placed);
  }
  const [first] = [...done.values()].sort((one, other) => one.loaded - other.loaded);
  if (!first) return undefined;
  const list = operations.flatMap(([, operation]) => (done.has(operation) ? [operation] : [])).join(',');
  return {
    ...{ id: 'io-uring', level: 'note', rule: first },
    advice: `add -a always,io_uring -S ${list} -k WORD, or switch rings off: sysctl kernel.io_uring_disabled=2`,
    text: `io_uring does ${list} without such a call, and no rule of these looks at that`,
  };
}

/** The operation's own call, and those that it is a successor of. */
function namesOf(operation: string): readonly string[] {
  const successor = successors.find(({ newer }) => newer === operation);
  return [operation, ...(successor ? [...successor.older, ...(successor.same ?? [])] : [])];
}

/** Who records that a ring is set up or entered sees that there is one. */
function isAboutRings(placed: PlacedRule, native: Machine | undefined): boolean {
  const machine = machineFor(placed, native);
  if (!machine || placed.rule.action !== ACTION_ALWAYS || isAll(placed.rule.mask)) return false;
  return ['io_uring_setup', 'io_uring_enter'].some((call) => {
    const number = syscallNumber(machine, call);
    return number !== undefined && holds(placed.mask, number);
  });
}
