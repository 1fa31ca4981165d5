/** The arguments of a call as far as they are known. */
import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';
import { machineByElf, syscallName } from '../../tables/syscalls.js';
import { exactly, type FilterEvent, lowHalf, type Range } from './event.js';

/** The one negative directory descriptor that means something (AT_FDCWD, uapi/linux/fcntl.h). */
const AT_FDCWD = exactly(-100);
/** No descriptor, no process, or an id that stays as it is. */
const NONE = exactly(-1);

/** Arguments that are descriptors, processes or ids, where -1 is the one negative number that means something. */
const noneArguments: Readonly<Record<string, readonly number[]>> = {
  ...Object.fromEntries(
    [
      ...['close', 'dup', 'fchdir', 'fsync', 'fstat', 'fchmod', 'ftruncate', 'setns', 'getpgid', 'getsid', 'wait4'],
      ...['read', 'write', 'ioctl', 'connect', 'bind', 'listen', 'accept', 'sendto', 'recvfrom', 'kill'],
      ...['setuid', 'setgid', 'setfsuid', 'setfsgid'],
    ].map((name) => [name, [0]]),
  ),
  ...Object.fromEntries(['setreuid', 'setregid', 'dup2', 'dup3'].map((name) => [name, [0, 1]])),
  ...Object.fromEntries(['setresuid', 'setresgid', 'fchown'].map((name) => [name, [0, 1, 2]])),
  ...Object.fromEntries(['chown', 'lchown'].map((name) => [name, [1, 2]])),
  fchownat: [2, 3],
};

/** Low half of a0 to a3; `undefined` when it is not known. */
export function argumentOf(event: FilterEvent, index: number): Range | undefined {
  const value = event.args?.[index];
  if (value === undefined) return undefined;
  const range = lowHalf(value);
  // A small negative number that was rounded on its way means something in few places only.
  const isRounded = range.low < range.high && range.low >= SMALL_NEGATIVE;
  if (isRounded && takesDirectory(event, index)) return AT_FDCWD;
  return isRounded && takesNone(event, index) ? NONE : range;
}

const SMALL_NEGATIVE = 0xfffff000;

let directoryArguments: ReadonlySet<string> | undefined;

function takesDirectory(event: FilterEvent, index: number): boolean {
  directoryArguments ??= new Set(
    rows(tables.syscallArgs)
      .filter((row) => row.kind === 'dirfd')
      .flatMap((row) => row.matching_syscalls.map((name) => `${row.arg} ${name}`)),
  );
  return directoryArguments.has(`a${index} ${nameOf(event)}`);
}

function takesNone(event: FilterEvent, index: number): boolean {
  return noneArguments[nameOf(event) ?? '']?.includes(index) ?? false;
}

function nameOf({ arch, syscall }: FilterEvent): string | undefined {
  const machine = arch === undefined ? undefined : machineByElf(arch);
  return machine && syscall !== undefined ? syscallName(machine, syscall) : undefined;
}
