/** Machines (ELF ids, `uname -m` names) and the system call names of each: `tables/machines.tsv`, `tables/syscalls-*.tsv`. */
import { isTableName, rows, type TableName, valueTable } from './lookup.js';

export interface Machine {
  /** The name that is printed: `x86_64`, `i386`, `armeb` … */
  readonly name: string;
  /** ELF id, unsigned, as in `arch=` of a record; `undefined` for io_uring, which is no machine. */
  readonly elf: number | undefined;
  readonly bits: 32 | 64;
  readonly syscallTable: TableName;
}

const byElf = new Map<number, Machine>();
const byName = new Map<string, Machine>();

function load(): void {
  for (const row of rows('machines')) {
    const table = `syscalls-${row.syscall_table ?? ''}`;
    if (!isTableName(table)) throw new Error(`machines.tsv names an unknown table ${table}`);
    const name = row.machine ?? '';
    const elf = row.elf_decimal ? Number(row.elf_decimal) : undefined;
    const machine: Machine = { name, elf, bits: row.bits === '32' ? 32 : 64, syscallTable: table };
    if (elf !== undefined) byElf.set(elf, machine);
    for (const accepted of (row.accepted_names ?? '').split(',')) byName.set(accepted, machine);
  }
}

export function machineByElf(elf: number): Machine | undefined {
  if (byElf.size === 0) load();
  return byElf.get(elf);
}

/**
 * The machine for one of its accepted names in any case; `uname -m` texts are such names. `uring` gives the io_uring
 * pseudo machine, whose "system calls" are the operations in URINGOP records.
 */
export function machineByName(name: string): Machine | undefined {
  if (byName.size === 0) load();
  return byName.get(name.toLowerCase());
}

/** The name of a system call; numbers are signed 32 bit. Alias names never come out. */
export function syscallName(machine: Machine, number: number): string | undefined {
  return valueTable(machine.syscallTable).name(number);
}

/** The number for a name (any case, aliases included). */
export function syscallNumber(machine: Machine, name: string): number | undefined {
  return valueTable(machine.syscallTable).value(name);
}
