/** Machines (ELF ids, `uname -m` names) and the system call names of each: `tables/machines.tsv`, `tables/syscalls-*.tsv`. */
import * as tables from './generated/tables.js';
import { rows, valueTable } from './lookup.js';
import type { Table } from './table.js';

export interface Machine {
  /** The name that is printed: `x86_64`, `i386`, `armeb` … */
  readonly name: string;
  /** ELF id, unsigned, as in `arch=` of a record; `undefined` for io_uring, which is no machine. */
  readonly elf: number | undefined;
  readonly bits: 32 | 64;
  readonly syscalls: Table<tables.ValueRow>;
  /** The 32-bit machine whose programs a 64-bit kernel runs as well. */
  readonly twin: Machine | undefined;
  /** A rule that names system calls of one without saying so gets the original's warning. */
  readonly twinWarns: boolean;
}

const syscalls: Readonly<Record<tables.SyscallTable, Table<tables.ValueRow>>> = {
  i386: tables.syscallsI386,
  x86_64: tables.syscallsX8664,
  ppc: tables.syscallsPpc,
  s390x: tables.syscallsS390x,
  s390: tables.syscallsS390,
  arm: tables.syscallsArm,
  aarch64: tables.syscallsAarch64,
  riscv32: tables.syscallsRiscv32,
  riscv64: tables.syscallsRiscv64,
  io_uring: tables.syscallsIoUring,
};

const byElf = new Map<number, Machine>();
const byName = new Map<string, Machine>();

function load(): void {
  for (const row of rows(tables.machines)) {
    const machine: Machine = {
      name: row.machine,
      elf: row.elf_decimal,
      bits: row.bits === '32' ? 32 : 64,
      syscalls: syscalls[row.syscall_table],
      get twin() {
        return row.twin === undefined ? undefined : machineByName(row.twin);
      },
      twinWarns: row.twin_warns,
    };
    if (machine.elf !== undefined) byElf.set(machine.elf, machine);
    for (const accepted of row.accepted_names) byName.set(accepted, machine);
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

/** Every name of a machine that has system calls of its own, as `machineByName` takes them. */
export function machineNames(): readonly string[] {
  if (byName.size === 0) load();
  return [...byName].flatMap(([name, { elf }]) => (elf === undefined ? [] : [name]));
}

/** The name of a system call; numbers are signed 32 bit. Alias names never come out. */
export function syscallName(machine: Machine, number: number): string | undefined {
  return valueTable(machine.syscalls).name(number);
}

/** The number for a name (any case, aliases included). */
export function syscallNumber(machine: Machine, name: string): number | undefined {
  return valueTable(machine.syscalls).value(name);
}
