/**
 * Which rules make the kernel record one program: those of the original (spec autrace section 3), or one that follows
 * the whole process tree by its login session (section 8).
 */
import { FIELD_ARCH, FIELD_ARG0, FIELD_KEY, FIELD_SESSIONID } from '../rules/fields.js';
import { addToMask, emptyMask, fullMask, isEmpty, type SyscallMask } from '../rules/mask.js';
import {
  ACTION_ALWAYS,
  LIST_EXIT,
  LIST_IO_URING,
  type NumberField,
  OPERATOR_EQUAL,
  type Rule,
  type RuleField,
} from '../rules/rule.js';
import { rows } from '../tables/lookup.js';
import { type Machine, machineByName, syscallNumber } from '../tables/syscalls.js';

/** Which processes are recorded. */
export type Scope =
  | { readonly kind: 'session'; readonly session: number }
  /** The program and its direct children, as the original. */
  | { readonly kind: 'process'; readonly pid: number };

export interface PlanOptions {
  readonly scope: Scope;
  readonly key: string;
  /** `-r`: only the calls of `tables/autrace-syscalls.tsv`. */
  readonly reduced: boolean;
  readonly machine: Machine | undefined;
}

export interface PlannedRule {
  readonly rule: Rule;
  /** Refused by kernels that lack what it is about; the trace is good without it. */
  readonly optional: boolean;
}

const FIELD_PID = 0;
const FIELD_PPID = 18;

/** In the order in which they are to be added. */
export function planRules({ scope, key, reduced, machine }: PlanOptions): readonly PlannedRule[] {
  const masks = reduced ? reducedMasks(machine) : [{ mask: fullMask(), conditions: [], optional: false }];
  const subjects = subjectsOf(scope);
  const keyField: RuleField = { field: FIELD_KEY, operator: OPERATOR_EQUAL, text: key };
  const planned = subjects.flatMap((subject) =>
    masks.map(({ mask, conditions, optional }) => ({
      rule: { list: LIST_EXIT, action: ACTION_ALWAYS, mask, fields: [...conditions, subject, keyField] },
      optional,
    })),
  );
  // Operations that the kernel does for a process without system calls pass the exit list by.
  const uring = subjects.map((subject) => ({
    rule: { list: LIST_IO_URING, action: ACTION_ALWAYS, mask: fullMask(), fields: [subject, keyField] },
    optional: true,
  }));
  return [...planned, ...uring];
}

/** A rule that matches nothing and only carries the key. */
export function markerRule(key: string): Rule {
  const fields: readonly RuleField[] = [equal(FIELD_PID, 0), { field: FIELD_KEY, operator: OPERATOR_EQUAL, text: key }];
  return { list: LIST_EXIT, action: ACTION_ALWAYS, mask: emptyMask(), fields };
}

function subjectsOf(scope: Scope): readonly NumberField[] {
  if (scope.kind === 'session') return [equal(FIELD_SESSIONID, scope.session)];
  return [equal(FIELD_PID, scope.pid), equal(FIELD_PPID, scope.pid)];
}

interface ConditionedMask {
  readonly mask: SyscallMask;
  readonly conditions: readonly NumberField[];
  readonly optional: boolean;
}

/** The machine whose programs a 64-bit kernel runs as well. */
const compatible: Readonly<Record<string, string>> = {
  x86_64: 'i386',
  aarch64: 'arm',
  s390x: 's390',
  ppc64: 'ppc',
};

/** One mask for each kind of program that this kernel runs: the same number is another call there. */
function reducedMasks(machine: Machine | undefined): readonly ConditionedMask[] {
  if (!machine) return [{ mask: fullMask(), conditions: [], optional: false }];
  const other = machineByName(compatible[machine.name] ?? '');
  return [...machineMasks(machine, false), ...(other ? machineMasks(other, true) : [])];
}

function machineMasks(machine: Machine, optional: boolean): readonly ConditionedMask[] {
  const arch = machine.elf === undefined ? [] : [equal(FIELD_ARCH, machine.elf)];
  const mask = emptyMask();
  for (const { syscall = '' } of rows('autrace-syscalls')) {
    const number = syscallNumber(machine, syscall);
    if (number !== undefined) addToMask(mask, number);
  }
  const calls: ConditionedMask = { mask, conditions: arch, optional };
  return [...(isEmpty(mask) ? [] : [calls]), ...socketMasks(machine, arch)];
}

/** connect, bind, accept, sendto, recvfrom, accept4 as arguments of `socketcall`. */
const socketCalls = [3, 2, 5, 11, 12, 18];

function socketMasks(machine: Machine, arch: readonly NumberField[]): readonly ConditionedMask[] {
  const number = syscallNumber(machine, 'socketcall');
  if (number === undefined) return [];
  const mask = emptyMask();
  addToMask(mask, number);
  return socketCalls.map((call) => ({ mask, conditions: [...arch, equal(FIELD_ARG0, call)], optional: true }));
}

function equal(field: number, value: number): NumberField {
  return { field, operator: OPERATOR_EQUAL, value };
}
