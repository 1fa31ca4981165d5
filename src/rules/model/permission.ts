/** The letters that a call stands for when a rule asks for `perm`: by the call and its flags, not by its result. */

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
const structure: OpenFlags = { from: 'structure' };

const abis: ReadonlyMap<number, Abi> = new Map([
  [ARCH_B64, { opens: openCalls(2, 257), classes: classesOf(64, [59, 322]) }],
  [ARCH_B32, { opens: openCalls(5, 295), socketcall: 102, classes: classesOf(32, [11, 358]) }],
]);

function openCalls(open: number, openat: number): ReadonlyMap<number, OpenFlags> {
  return new Map([
    [open, argument(1)],
    [openat, argument(2)],
    [437, structure],
  ]);
}

function classesOf(bits: 32 | 64, executes: readonly number[]): ReadonlyMap<number, number> {
  const classes = new Map<number, number>(executes.map((number) => [number, PERM_EXEC]));
  for (const { letter, calls } of callClasses.filter((known) => known.bits === bits)) {
    for (const call of calls) classes.set(call, (classes.get(call) ?? 0) | (letters.get(letter) ?? 0));
  }
  return classes;
}

/** Letters of the flags of an open call: only the two bits of the access mode count. */
export const lettersOfAccess: readonly number[] = [
  PERM_READ,
  PERM_WRITE,
  PERM_READ | PERM_WRITE,
  PERM_READ | PERM_WRITE,
];

/** What decides the letters of a call: flags, the first argument of socketcall, or the call alone. */
export function permissionSource(arch: number, syscall: number): OpenFlags | 'socketcall' | number {
  const abi = abis.get(arch);
  if (!abi) return 0;
  const flags = abi.opens.get(syscall);
  if (flags) return flags;
  return syscall === abi.socketcall ? 'socketcall' : (abi.classes.get(syscall) ?? 0);
}

/** Bits of the letters that hold for the event; `undefined` when an attribute that matters is not known. */
export function permissionsOf(event: FilterEvent): number | undefined {
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
