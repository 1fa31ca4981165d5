/** The letters that a call stands for when a rule asks for `perm`: by the call and its flags, not by its result. */

import { type Machine, machineByElf, syscallName, syscallNumber } from '../../tables/syscalls.js';
import { argumentOf } from './arguments.js';
import { callClasses } from './call-classes.js';
import type { FilterEvent } from './event.js';
import type { Truth } from './truth.js';

export const ARCH_B64 = 0xc000003e;
export const ARCH_B32 = 0x40000003;

export const PERM_EXEC = 1;
export const PERM_WRITE = 2;
export const PERM_READ = 4;
export const PERM_ATTRIBUTE = 8;

/** How a call is told apart whose letters hang on an argument. */
export type OpenFlags = { readonly from: 'argument'; readonly index: number } | { readonly from: 'structure' };

const letters = new Map([
  ['x', PERM_EXEC],
  ['w', PERM_WRITE],
  ['r', PERM_READ],
  ['a', PERM_ATTRIBUTE],
]);

interface Abi {
  readonly opens: ReadonlyMap<number, OpenFlags>;
  /** Call that multiplexes sockets: its first argument 2 is bind. */
  readonly socketcall?: number;
  /** Number → letters of the classes it belongs to. */
  readonly classes: ReadonlyMap<number, number>;
}

const argument = (index: number): OpenFlags => ({ from: 'argument', index });

/** The calls whose flags decide, by name. */
const opens: readonly (readonly [name: string, flags: OpenFlags])[] = [
  ['open', argument(1)],
  ['openat', argument(2)],
  ['openat2', { from: 'structure' }],
];

const abis = new Map<number, Abi>();

/** The kernel's classes are lists of names; their numbers are those of the ABI. */
function abiOf(arch: number): Abi | undefined {
  const known = abis.get(arch);
  const machine = known ? undefined : machineByElf(arch);
  if (!machine) return known;
  const numberOf = (name: string): number | undefined => syscallNumber(machine, name);
  const socketcall = numberOf('socketcall');
  const abi: Abi = {
    opens: new Map(opens.flatMap(([name, flags]) => numbered(numberOf(name), flags))),
    ...(socketcall !== undefined && { socketcall }),
    classes: classesOf(machine),
  };
  abis.set(arch, abi);
  return abi;
}

function numbered<Value>(number: number | undefined, value: Value): readonly (readonly [number, Value])[] {
  return number === undefined ? [] : [[number, value]];
}

function classesOf(machine: Machine): ReadonlyMap<number, number> {
  const classes = new Map<number, number>();
  const add = (number: number | undefined, letter: number): void => {
    if (number !== undefined) classes.set(number, (classes.get(number) ?? 0) | letter);
  };
  for (const name of ['execve', 'execveat']) add(syscallNumber(machine, name), PERM_EXEC);
  for (const { letter, bits, calls } of callClasses) {
    const measured = machineByElf(bits === 64 ? ARCH_B64 : ARCH_B32);
    if (!measured || letter === '' || (isMeasured(machine) && measured !== machine)) continue;
    for (const call of calls) {
      const name = syscallName(measured, call);
      add(
        measured === machine ? call : name === undefined ? undefined : syscallNumber(machine, name),
        letters.get(letter) ?? 0,
      );
    }
  }
  return classes;
}

/** The classes of these were read from the kernel; those of others are the same names. */
function isMeasured({ elf }: Machine): boolean {
  return elf === ARCH_B64 || elf === ARCH_B32;
}

/** Letters of the flags of an open call: only the two bits of the access mode count. */
const lettersOfAccess: readonly number[] = [PERM_READ, PERM_WRITE, PERM_READ | PERM_WRITE, PERM_READ | PERM_WRITE];

/** What decides the letters of a call: flags, the first argument of socketcall, or the call alone. */
export function permissionSource(arch: number, syscall: number): OpenFlags | 'socketcall' | number {
  const abi = abiOf(arch);
  if (!abi) return 0;
  const flags = abi.opens.get(syscall);
  if (flags) return flags;
  return syscall === abi.socketcall ? 'socketcall' : (abi.classes.get(syscall) ?? 0);
}

/** Bits of the letters that hold for the event; `undefined` when an attribute that matters is not known. */
function permissionsOf(event: FilterEvent): number | undefined {
  if (event.arch === undefined || event.syscall === undefined) return undefined;
  const source = permissionSource(event.arch, event.syscall);
  if (typeof source === 'number') return source;
  if (source === 'socketcall') {
    const call = argumentOf(event, 0);
    return call && (call.low === 2 ? PERM_WRITE : 0);
  }
  if (source.from === 'argument') return lettersOf(argumentOf(event, source.index)?.low);
  return lettersOf(event.openat2_flags);
}

function lettersOf(flags: number | undefined): number | undefined {
  return flags === undefined ? undefined : lettersOfAccess[flags & 3];
}

/** `perm=value`: any of the letters. */
export function hasPermission(event: FilterEvent, value: number): Truth {
  const has = permissionsOf(event);
  return has === undefined ? 'unknown' : (has & value & 15) !== 0;
}
