/** One condition of an exit, io_uring or task rule against an event: the kernel's meaning of each field. */
import { machineByElf, syscallNumber } from '../../tables/syscalls.js';
import { comparisonByNumber, FIELD_COMPARE, fieldByNumber } from '../fields.js';
import { OPERATOR_EQUAL, OPERATOR_NOT_EQUAL, operatorSymbol, type RuleField } from '../rule.js';
import { argumentOf } from './arguments.js';
import { compare } from './compare.js';
import { type EventName, exactly, type FilterEvent, lowHalf, type Range, sameFile } from './event.js';
import { inodeOf, isBelow, isObject, isResolved, type Paths, type Tree } from './names.js';
import { hasPermission } from './permission.js';
import { anyOf, both, negate, type Truth } from './truth.js';

/** What a rule is tried on. */
export interface Trial {
  readonly event: FilterEvent;
  /** The names that are known at this moment; `undefined`: not known at all. */
  readonly names: readonly EventName[] | undefined;
  /** The one name that a rule of the inode table is tried with. */
  readonly name?: EventName | undefined;
  /** The call has no result yet, or never will. */
  readonly hasResult: boolean;
  /** What the paths name now. */
  readonly paths: Paths;
  /** What they named when the call began, if it changed that: directories are known by what they were. */
  readonly start?: Paths | undefined;
  readonly tree?: Tree;
}

/** By name of the field, as listed; what is not here never holds. */
type Test = (trial: Trial, operator: number, value: number, text: string) => Truth;

export function holdsFor(condition: RuleField, trial: Trial): Truth {
  const name = conditionName(condition);
  const test = tests[name];
  if (!test) return false;
  return 'text' in condition
    ? test(trial, condition.operator, 0, condition.text)
    : test(trial, condition.operator, condition.value, '');
}

/** What a condition is called: the listed name of its field. */
export function conditionName(condition: RuleField): string {
  return condition.field === FIELD_COMPARE ? 'field_compare' : (fieldByNumber(condition.field)?.listedAs ?? '');
}

type Id =
  | 'pid'
  | 'ppid'
  | 'uid'
  | 'euid'
  | 'suid'
  | 'fsuid'
  | 'auid'
  | 'gid'
  | 'egid'
  | 'sgid'
  | 'fsgid'
  | 'ses'
  | 'pers';

const id =
  (attribute: Id): Test =>
  ({ event }, operator, value) => {
    const known = event[attribute];
    return known === undefined ? 'unknown' : compare(operator, exactly(known), value);
  };

/** Equality also looks at the supplementary groups, order does not. */
const group =
  (attribute: 'gid' | 'egid'): Test =>
  ({ event }, operator, value) => {
    const known = event[attribute];
    const own = known === undefined ? 'unknown' : compare(operator, exactly(known), value);
    if (operator !== OPERATOR_EQUAL && operator !== OPERATOR_NOT_EQUAL) return own;
    const isEqual = operator === OPERATOR_EQUAL ? own : negate(own);
    if (isEqual === true) return operator === OPERATOR_EQUAL;
    const among: Truth = event.groups === undefined ? 'unknown' : event.groups.includes(value);
    const isAny = among === true ? true : both(negate(isEqual), negate(among)) === true ? false : 'unknown';
    return operator === OPERATOR_EQUAL ? isAny : negate(isAny);
  };

const argument =
  (index: number): Test =>
  ({ event }, operator, value) => {
    const known = argumentOf(event, index);
    return known === undefined ? 'unknown' : compare(operator, known, value);
  };

/** ABI → the calls that never return. */
const endless = new Map<number, ReadonlySet<number>>();

export function isEndless(arch: number, syscall: number): boolean {
  let calls = endless.get(arch);
  if (!calls) {
    const machine = machineByElf(arch);
    calls = new Set(['exit', 'exit_group'].map((name) => (machine ? (syscallNumber(machine, name) ?? -1) : -1)));
    if (machine) endless.set(arch, calls);
  }
  return calls.has(syscall);
}

export function hasNoReturn({ exit: value, arch, syscall }: FilterEvent): boolean {
  return value === null || (arch !== undefined && syscall !== undefined && isEndless(arch, syscall));
}

/** Inside the kernel 1 is success and 2 failure; a rule's value is made one of these before it is compared. */
function success({ event, hasResult }: Trial, operator: number, value: number): Truth {
  if (!hasResult) return false;
  const succeeded = event.success ?? successOf(event.exit);
  return succeeded === undefined ? 'unknown' : compare(operator, exactly(succeeded ? 1 : 2), value === 0 ? 2 : 1);
}

function successOf(exit: FilterEvent['exit']): boolean | undefined {
  if (exit === undefined || exit === null) return undefined;
  return Number(exit) < -4095 || Number(exit) >= 0;
}

function exit({ event, hasResult }: Trial, operator: number, value: number): Truth {
  if (!hasResult) return false;
  return event.exit === undefined || event.exit === null ? 'unknown' : compare(operator, lowHalf(event.exit), value);
}

/** True if any name satisfies; on rules of the inode table only the one name counts. */
const ofName =
  (test: (name: EventName, operator: number, value: number) => Truth): Test =>
  ({ name, names }, operator, value) => {
    if (name) return test(name, operator, value);
    return names === undefined ? 'unknown' : anyOf(names, (each) => test(each, operator, value));
  };

const owner = (attribute: 'ouid' | 'ogid'): Test =>
  ofName((name, operator, value) => {
    const known = isResolved(name) ? name[attribute] : 0;
    return known === undefined ? 'unknown' : compare(operator, exactly(known), value);
  });

/** The device of the file system, or that of the node: either may satisfy. */
const device = (part: 0 | 1): Test =>
  ofName((name, operator, value) =>
    anyOf([isResolved(name) ? name.dev : NO_DEVICE, isResolved(name) ? name.rdev : NO_DEVICE], (dev) =>
      dev === undefined ? 'unknown' : compare(operator, exactly(dev[part]), value),
    ),
  );

const NO_DEVICE = [0, 0] as const;
const TYPE_BITS = 0o170000;

/** Looks at all names even in the inode table; `!=` means that no name has the type. */
function fileType({ names }: Trial, operator: number, value: number): Truth {
  const has: Truth =
    names === undefined
      ? 'unknown'
      : anyOf(names.filter(isResolved), ({ mode }) =>
          mode === undefined ? 'unknown' : (mode & TYPE_BITS) === (value & TYPE_BITS) && value !== 0,
        );
  if (operator === OPERATOR_EQUAL) return has;
  return operator === OPERATOR_NOT_EQUAL ? negate(has) : false;
}

function program({ event, paths }: Trial, operator: number, _value: number, path: string): Truth {
  const same = isProgram(event, path, paths);
  if (operator === OPERATOR_EQUAL) return same;
  return operator === OPERATOR_NOT_EQUAL ? negate(same) : false;
}

/** Whether the process runs the file that the path names. */
export function isProgram(event: FilterEvent, path: string, paths: Paths): Truth {
  if (event.exe === undefined) return 'unknown';
  const object = paths[path];
  if (event.exe === null || object === null) return false;
  if (object && 'ino' in event.exe) return sameFile(object, event.exe);
  return event.exe.path === undefined ? 'unknown' : event.exe.path === path;
}

function permission({ event }: Trial, operator: number, value: number): Truth {
  const has = hasPermission(event, value);
  return operator === OPERATOR_NOT_EQUAL ? negate(has) : has;
}

function family({ event }: Trial, operator: number, value: number): Truth {
  if (event.saddr_fam === undefined) return 'unknown';
  return event.saddr_fam === null ? false : compare(operator, exactly(event.saddr_fam), value);
}

/** `-C`: two ids, or an id and the owner of any name. */
function comparison({ event, names }: Trial, operator: number, value: number): Truth {
  const pair = comparisonByNumber(value);
  if (!pair) return false;
  const left = idOf(event, pair.left);
  if (pair.right === 'obj_uid' || pair.right === 'obj_gid') {
    const attribute = pair.right === 'obj_uid' ? 'ouid' : 'ogid';
    if (names === undefined) return 'unknown';
    return anyOf(names, (name) => sameId(left, isResolved(name) ? exactOf(name[attribute]) : exactly(0), operator));
  }
  return sameId(left, idOf(event, pair.right), operator);
}

function idOf(event: FilterEvent, attribute: string): Range | undefined {
  return isId(attribute) ? exactOf(event[attribute]) : undefined;
}

const ids: ReadonlySet<string> = new Set(['uid', 'euid', 'suid', 'fsuid', 'auid', 'gid', 'egid', 'sgid', 'fsgid']);

function isId(attribute: string): attribute is Id {
  return ids.has(attribute);
}

function exactOf(value: number | undefined): Range | undefined {
  return value === undefined ? undefined : exactly(value);
}

function sameId(left: Range | undefined, right: Range | undefined, operator: number): Truth {
  return left === undefined || right === undefined ? 'unknown' : compare(operator, left, right.low);
}

const tests: Readonly<Record<string, Test>> = {
  pid: id('pid'),
  ppid: id('ppid'),
  uid: id('uid'),
  euid: id('euid'),
  suid: id('suid'),
  fsuid: id('fsuid'),
  gid: group('gid'),
  egid: group('egid'),
  sgid: id('sgid'),
  fsgid: id('fsgid'),
  auid: id('auid'),
  sessionid: id('ses'),
  pers: id('pers'),
  arch: ({ event }, operator, value) =>
    event.arch === undefined ? 'unknown' : compare(operator, exactly(event.arch), value),
  exit,
  success,
  a0: argument(0),
  a1: argument(1),
  a2: argument(2),
  a3: argument(3),
  devmajor: device(0),
  devminor: device(1),
  inode: ofName((name, operator, value) => compare(operator, exactly(inodeOf(name)), value)),
  path: ({ name, names, paths }, _operator, _value, path) => {
    if (name) return isObject(name, path, paths);
    return names === undefined ? 'unknown' : anyOf(names, (each) => isObject(each, path, paths));
  },
  dir: ({ event, names, paths, start, tree }, _operator, _value, path) =>
    names === undefined ? 'unknown' : isBelow(event, names, path, start ?? paths, tree),
  perm: permission,
  filetype: fileType,
  obj_uid: owner('ouid'),
  obj_gid: owner('ogid'),
  exe: program,
  saddr_fam: family,
  field_compare: comparison,
  key: () => true,
};

/** Task list: what the parent has; `exe` and what belongs to a call never hold, but `!=` of exe, perm and filetype do. */
const onTask: ReadonlySet<string> = new Set([
  ...['pid', 'uid', 'euid', 'suid', 'fsuid', 'gid', 'egid', 'sgid', 'fsgid', 'auid', 'sessionid', 'pers', 'key'],
]);
const trueIfUnequal: ReadonlySet<string> = new Set(['exe', 'perm', 'filetype']);

export function holdsForTask(condition: RuleField, parent: FilterEvent): Truth {
  const name = conditionName(condition);
  const trial: Trial = { event: parent, names: [], hasResult: false, paths: {} };
  if (onTask.has(name)) return holdsFor(condition, trial);
  if (name === 'field_compare' && 'value' in condition) {
    const pair = comparisonByNumber(condition.value);
    return pair && !pair.right.startsWith('obj_') ? holdsFor(condition, trial) : false;
  }
  return trueIfUnequal.has(name) && operatorSymbol(condition.operator) === '!=';
}
