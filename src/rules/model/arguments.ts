/** The arguments of a call as far as they are known. */
import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';
import { machineByElf, syscallName } from '../../tables/syscalls.js';
import { exactly, type FilterEvent, lowHalf, type Range } from './event.js';

/** The one negative directory descriptor that means something (AT_FDCWD, uapi/linux/fcntl.h). */
const AT_FDCWD = exactly(-100);

/** Low half of a0 to a3; `undefined` when it is not known. */
export function argumentOf(event: FilterEvent, index: number): Range | undefined {
  const value = event.args?.[index];
  if (value === undefined) return undefined;
  const range = lowHalf(value);
  // A small negative number that was rounded on its way: as a directory descriptor it is the current directory.
  const isRounded = range.low < range.high && range.low >= SMALL_NEGATIVE;
  return isRounded && takesDirectory(event, index) ? AT_FDCWD : range;
}

const SMALL_NEGATIVE = 0xfffff000;

let directoryArguments: ReadonlySet<string> | undefined;

function takesDirectory({ arch, syscall }: FilterEvent, index: number): boolean {
  const machine = arch === undefined ? undefined : machineByElf(arch);
  if (!machine || syscall === undefined) return false;
  directoryArguments ??= new Set(
    rows(tables.syscallArgs)
      .filter((row) => row.kind === 'dirfd')
      .flatMap((row) => row.matching_syscalls.map((name) => `${row.arg} ${name}`)),
  );
  return directoryArguments.has(`a${index} ${syscallName(machine, syscall)}`);
}
