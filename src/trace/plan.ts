/**
 * Which rules make the kernel record one program: those of the original, or one that follows the whole process tree by
 * its login session (section 8).
 */
import { readText } from '../control/proc-file.js';
import { FIELD_ARCH, FIELD_DIR, FIELD_EXIT, FIELD_KEY, FIELD_PATH, FIELD_SESSIONID } from '../rules/fields.js';
import { addToMask, emptyMask, fullMask, isEmpty, type SyscallMask } from '../rules/mask.js';
import {
  ACTION_ALWAYS,
  LIST_EXIT,
  LIST_IO_URING,
  type NumberField,
  OPERATOR_EQUAL,
  OPERATOR_NOT_EQUAL,
  type Rule,
  type RuleField,
} from '../rules/rule.js';
import { type Machine, syscallNumber } from '../tables/syscalls.js';
import type { CallChoice, NamedCalls } from './calls.js';

/** Which processes are recorded. */
export type Scope =
  | { readonly kind: 'session'; readonly session: number }
  /** The first, and the direct children of all. */
  | { readonly kind: 'processes'; readonly pids: readonly number[] }
  /** The direct children of these. */
  | { readonly kind: 'parents'; readonly pids: readonly number[] }
  /** All but this one. */
  | { readonly kind: 'system'; readonly except: number };

export interface PlanOptions {
  readonly scope: Scope;
  readonly key: string;
  readonly calls: CallChoice;
  /** Absolute; only calls about these, or about files below those that are folders. */
  readonly paths: readonly TracedPath[];
  readonly machine: Machine | undefined;
  /** What `kernel.io_uring_disabled` is set to; read from the kernel, unless given. */
  readonly uringDisabled?: string;
}

export interface TracedPath {
  readonly path: string;
  readonly isFolder: boolean;
}

export interface PlannedRule {
  readonly rule: Rule;
  /** Refused by kernels that lack what it is about; the trace is good without it. */
  readonly optional: boolean;
}

const FIELD_PID = 0;
const FIELD_PPID = 18;
const EACCES = 13;

/** In the order in which they are to be added. */
export function planRules(options: PlanOptions): readonly PlannedRule[] {
  const { scope, key, calls, paths, machine, uringDisabled = readText('/proc/sys/kernel/io_uring_disabled') } = options;
  const masks = calls === 'all' || !machine ? [everything] : namedMasks(calls, machine);
  const subjects = subjectsOf(scope);
  const objects: readonly (readonly RuleField[])[] = paths.length > 0 ? paths.map((path) => [pathField(path)]) : [[]];
  const keyField: RuleField = { field: FIELD_KEY, operator: OPERATOR_EQUAL, text: key };
  const planned = subjects.flatMap((subject) =>
    objects.flatMap((object) =>
      masks.map(({ mask, conditions, optional }) => ({
        rule: {
          list: LIST_EXIT,
          action: ACTION_ALWAYS,
          mask,
          fields: [...conditions, subject, ...object, keyField],
        },
        optional,
      })),
    ),
  );
  // Operations that the kernel does for a process without system calls pass the exit list by. Where the administrator has
  // switched them off for all, a rule about them would only cost time.
  const uring =
    uringDisabled.trim() === '2'
      ? []
      : subjects.map((subject) => ({
          rule: { list: LIST_IO_URING, action: ACTION_ALWAYS, mask: fullMask(), fields: [subject, keyField] },
          optional: true,
        }));
  return [...planned, ...uring];
}

function pathField({ path, isFolder }: TracedPath): RuleField {
  return { field: isFolder ? FIELD_DIR : FIELD_PATH, operator: OPERATOR_EQUAL, text: path };
}

/** A rule that matches nothing and only carries the key. */
export function markerRule(key: string): Rule {
  const fields: readonly RuleField[] = [equal(FIELD_PID, 0), { field: FIELD_KEY, operator: OPERATOR_EQUAL, text: key }];
  return { list: LIST_EXIT, action: ACTION_ALWAYS, mask: emptyMask(), fields };
}

function subjectsOf(scope: Scope): readonly NumberField[] {
  if (scope.kind === 'session') return [equal(FIELD_SESSIONID, scope.session)];
  if (scope.kind === 'system') return [{ field: FIELD_PID, operator: OPERATOR_NOT_EQUAL, value: scope.except }];
  if (scope.kind === 'parents') return scope.pids.map((pid) => equal(FIELD_PPID, pid));
  return scope.pids.flatMap((pid, i) => [...(i === 0 ? [equal(FIELD_PID, pid)] : []), equal(FIELD_PPID, pid)]);
}

interface ConditionedMask {
  readonly mask: SyscallMask;
  readonly conditions: readonly NumberField[];
  readonly optional: boolean;
}

const everything: ConditionedMask = { mask: fullMask(), conditions: [], optional: false };

/** Masks for each kind of program that this kernel runs: the same number is another call there. */
function namedMasks(calls: NamedCalls, machine: Machine): readonly ConditionedMask[] {
  const { twin: other } = machine;
  return [...machineMasks(calls, machine, false), ...(other ? machineMasks(calls, other, true) : [])];
}

function machineMasks(
  { names, ifDenied }: NamedCalls,
  machine: Machine,
  optional: boolean,
): readonly ConditionedMask[] {
  const arch = machine.elf === undefined ? [] : [equal(FIELD_ARCH, machine.elf)];
  const denied: NumberField = equal(FIELD_EXIT, -EACCES >>> 0);
  return [
    { mask: maskOf(names, machine), conditions: arch, optional },
    { mask: maskOf(ifDenied, machine), conditions: [...arch, denied], optional: true },
  ].filter(({ mask }) => !isEmpty(mask));
}

function maskOf(names: ReadonlySet<string>, machine: Machine): SyscallMask {
  const mask = emptyMask();
  for (const name of names) {
    const number = syscallNumber(machine, name);
    if (number !== undefined) addToMask(mask, number);
  }
  return mask;
}

function equal(field: number, value: number): NumberField {
  return { field, operator: OPERATOR_EQUAL, value };
}
