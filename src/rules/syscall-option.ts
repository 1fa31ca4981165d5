/** `-S`: system calls of a rule, and those that a permission stands for. */

import { signed32 } from '../bytes/numeric-argument.js';
import * as tables from '../tables/generated/tables.js';
import { rows, valueTable } from '../tables/lookup.js';
import { type Machine, machineByName, syscallNumber } from '../tables/syscalls.js';
import type { RuleContext, RuleDraft } from './draft.js';
import { addToMask, emptyMask, fullMask, MASK_LIMIT, type SyscallMask, sameMask, union } from './mask.js';
import { didYouMean, RuleError } from './problem.js';
import * as rule from './rule.js';

const listErrors: ReadonlyMap<number, string> = new Map([
  [rule.LIST_TASK, 'Error: syscall auditing being added to task list'],
  [rule.LIST_USER, 'Error: syscall auditing being added to user list'],
  [rule.LIST_FILESYSTEM, 'Error: syscall auditing being added to filesystem list'],
  [rule.LIST_EXCLUDE, 'Error: syscall auditing cannot be put on exclude list'],
]);

export function addSyscalls(draft: RuleDraft, argument: string, context: RuleContext): void {
  // BUG?: the list counts only when it comes first on the line.
  const wrongList = draft.list === undefined ? undefined : listErrors.get(draft.list);
  if (wrongList) throw new RuleError(wrongList, { flow: 'return', hint: '-S belongs to rules of the exit list' });
  if (draft.list === rule.LIST_IO_URING) {
    addOperations(draft, argument);
    return;
  }
  const isFirst = !draft.hasSyscallOption;
  const hasArch = draft.machine !== undefined;
  draft.machine ??= context.machine;
  if (!draft.machine) throw new RuleError('Error detecting machine type', { hint: 'give an arch field before -S' });
  const { mask, unknown } = readSyscalls(draft.machine, argument);
  if (unknown.length > 0) throw unknownCalls(unknown, draft.machine);
  mergeMask(draft, mask);
  if (isFirst && !hasArch && draft.addList !== undefined) warnAboutMismatch(draft, draft.machine, argument, context);
  if (argument !== '' && argument.split(',').every((word) => word === '')) {
    // BUG? 21: the original makes a rule that never matches without a word.
    context.warn('Warning - the rule names no system call', 'warning', 'it never matches');
  }
  draft.hasSyscallOption = true;
}

export interface ReadSyscalls {
  readonly mask: Readonly<SyscallMask>;
  /** The words that name nothing on that machine. */
  readonly unknown: readonly string[];
}

/** Rule files repeat the same few lists; bounded, because a file may be hostile. */
const cache = new Map<string, ReadSyscalls>();
const CACHE_LIMIT = 1000;

/** The set of a comma list. */
function readSyscalls(machine: Machine, argument: string): ReadSyscalls {
  const name = `${machine.name} ${argument}`;
  const read = cache.get(name) ?? readList(machine, argument);
  if (cache.size < CACHE_LIMIT) cache.set(name, read);
  return read;
}

function readList(machine: Machine, argument: string): ReadSyscalls {
  let mask = emptyMask();
  const unknown: string[] = [];
  const words = argument === '' ? [''] : argument.split(',').filter((word) => word !== '');
  for (const word of words) {
    if (word === 'all') {
      mask = fullMask();
      continue;
    }
    const number = syscallNumber(machine, word) ?? (/^[0-9]/.test(word) ? signed32(word) : undefined);
    // Also false for what C would read as a negative number.
    if (number !== undefined && number <= MASK_LIMIT) addToMask(mask, number);
    else unknown.push(word);
  }
  return { mask, unknown };
}

/** Adds the system calls of each permission letter, if the machine is known at this point of the line. */
export function addPermissionCalls(draft: RuleDraft, letters: string): void {
  if (draft.machine) mergeMask(draft, permissionCalls(draft.machine, letters));
}

/** At most four of four letters, so few for each machine. */
const permissionMasks = new Map<string, Readonly<SyscallMask>>();

function permissionCalls(machine: Machine, letters: string): Readonly<SyscallMask> {
  const name = `${machine.name} ${letters}`;
  const known = permissionMasks.get(name);
  if (known) return known;
  const mask = emptyMask();
  for (const row of rows(tables.auditPermSyscalls)) {
    if (!letters.includes(row.perm)) continue;
    const number = syscallNumber(machine, row.syscall);
    if (number !== undefined) addToMask(mask, number);
  }
  permissionMasks.set(name, mask);
  return mask;
}

/** Operations of io_uring rather than system calls. */
function addOperations(draft: RuleDraft, argument: string): void {
  const uring = machineByName('uring')!;
  const words = argument === '' ? [''] : argument.split(',').filter((word) => word !== '');
  const mask = emptyMask();
  for (const word of words) {
    const number = syscallNumber(uring, word) ?? (/^[0-9]/.test(word) ? signed32(word) : undefined);
    if (word === 'all') addAllOperations(uring, mask);
    else if (number !== undefined && number <= MASK_LIMIT) addToMask(mask, number);
    else throw new RuleError(`io_uring op unknown: ${argument}`, { hint: hintFor(word, uring) });
  }
  mergeMask(draft, mask);
  draft.hasSyscallOption = true;
}

/** BUG?: the original's "all" ends here, although it knows later operations by name. */
const LAST_OF_ALL = 36;

function addAllOperations(uring: Machine, mask: SyscallMask): void {
  for (const [known] of valueTable(uring.syscalls).names()) if (known <= LAST_OF_ALL) addToMask(mask, known);
}

function mergeMask(draft: RuleDraft, mask: Readonly<SyscallMask>): void {
  draft.mask = union(draft.mask, mask);
  draft.hasSyscalls = true;
}

/** Numbers differ between 64 and 32 bit: a rule without arch then watches other calls of 32-bit programs. */
function warnAboutMismatch(draft: RuleDraft, native: Machine, argument: string, context: RuleContext): void {
  const { twin } = native;
  if (!twin || !native.twinWarns || sameMask(readSyscalls(twin, argument).mask, draft.mask)) return;
  const where = context.line === undefined ? '' : ` in line ${context.line}`;
  const text = `WARNING - 32/64 bit syscall mismatch${where}, you should specify an arch`;
  context.warn(text, 'warning', 'write the rule once with -F arch=b64 and once with -F arch=b32');
}

function unknownCalls(words: readonly string[], machine: Machine): RuleError {
  const errorOf = (word: string, others: readonly RuleError[] = []): RuleError =>
    new RuleError(`Syscall name unknown: ${word}`, { hint: hintFor(word, machine), others });
  const [first = '', ...rest] = words;
  return errorOf(
    first,
    rest.map((word) => errorOf(word)),
  );
}

function hintFor(word: string, machine: Machine): string | undefined {
  const names = [...valueTable(machine.syscalls).names()].map(([, name]) => name);
  const { twin } = machine;
  if (word !== '' && twin && syscallNumber(twin, word) !== undefined) {
    return `${word} exists on ${twin.name} only: give it a rule with -F arch=b32`;
  }
  return didYouMean(word, names) ?? `not a system call of ${machine.name}`;
}
