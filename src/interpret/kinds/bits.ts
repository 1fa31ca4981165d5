/** Numbers made of bits: file modes, flag words, capability sets. */

import type { Base } from '../../bytes/int64.js';
import { flagNames } from '../../tables/flags.js';
import * as tables from '../../tables/generated/tables.js';
import { valueTable } from '../../tables/lookup.js';
import type { Table } from '../../tables/table.js';
import type { Renderer } from '../context.js';
import { prefixed, signed, unsigned } from './number.js';

/**
 * Names joined with a vertical bar; without any `0x` and the raw text, which keeps a prefix of its own (BUG? `0x0x8`).
 */
export function flagSet(table: Table<tables.FlagRow>): Renderer {
  return unsigned(16, ({ low }, value) => flagNames(table, low).join('|') || prefixed(value));
}

/** The same, with a name for the case that all bits of `mask` are 0. */
export function flagSetWithZero(table: Table<tables.FlagRow>, base: Base, mask: number, zero: string): Renderer {
  return unsigned(base, ({ low }, value) => {
    const names = flagNames(table, low);
    if ((low & mask) === 0) names.unshift(zero);
    return names.join('|') || prefixed(value);
  });
}

export const accessMode: Renderer = unsigned(16, ({ low }, value) =>
  (low & 15) === 0 ? 'F_OK' : flagNames(tables.accessModes, low).join('|') || prefixed(value),
);

const PROTECTION = 7;
const PROT_SEM = 8;
/** BUG? `PROT_NONE` whenever the low three bits are 0, and the high flags never. */
export function memoryProtection(withSemaphores: boolean): Renderer {
  const mask = withSemaphores ? PROTECTION | PROT_SEM : PROTECTION;
  return unsigned(16, ({ low }) =>
    (low & PROTECTION) === 0 ? 'PROT_NONE' : flagNames(tables.mmapProt, low & mask).join('|'),
  );
}

const SIGNAL_MASK = 0xff;
/** Flags and, in the low byte, the signal that the parent gets. */
export const cloneFlags: Renderer = unsigned(16, ({ low }) => {
  const names = flagNames(tables.cloneFlags, low);
  const signal = low & SIGNAL_MASK;
  if (signal >= 1 && signal <= 31) names.push(valueTable(tables.signals).name(signal) ?? '');
  return names.join('|') || `0x${low.toString(16)}`;
});

const SHM_CREATE: ReadonlySet<string> = new Set(['IPC_CREAT', 'IPC_EXCL']);
export const sharedMemoryFlags: Renderer = unsigned(16, ({ low }) => {
  const names = flagNames(tables.ipcCmdFlags, low).filter((name) => SHM_CREATE.has(name));
  return [...names, ...flagNames(tables.shmModeFlags, low), `0${octal(low & 0o777)}`].join('|');
});

/** BUG? 0 counts as all four. */
export const permissions: Renderer = signed(10, ({ low }) => {
  const value = low === 0 ? 15 : low;
  return PERMISSIONS.filter(([bit]) => (value & bit) !== 0)
    .map(([, name]) => name)
    .join(',');
});
const PERMISSIONS: readonly (readonly [number, string])[] = [
  [4, 'read'],
  [2, 'write'],
  [1, 'exec'],
  [8, 'attr'],
];

const CAPABILITIES = 41;
export const capabilitySet: Renderer = unsigned(16, ({ high, low }) => {
  const names: string[] = [];
  for (let bit = 0; bit < CAPABILITIES; bit++) {
    const half = bit < 32 ? low : high;
    if ((half >>> (bit & 31)) & 1) names.push(valueTable(tables.capabilities).name(bit) ?? '');
  }
  return names.join(',') || 'none';
});

const FILE_TYPE = 0o170000;
/** `file,suid,755`. */
export function fileMode(base: Base): Renderer {
  return unsigned(base, ({ low }) => {
    const type = valueTable(tables.fileTypes).name(low & FILE_TYPE) ?? octal((low & FILE_TYPE) >>> 12);
    return [type, ...specialBits(low), octal(low & 0o777)].join(',');
  });
}

/** `suid,0755`: no file type. */
export function shortMode(base: Base): Renderer {
  return unsigned(base, ({ low }) => [...specialBits(low), `0${octal(low & 0o777)}`].join(','));
}

const SPECIAL: readonly (readonly [number, string])[] = [
  [0o4000, 'suid'],
  [0o2000, 'sgid'],
  [0o1000, 'sticky'],
];
function specialBits(mode: number): string[] {
  return SPECIAL.filter(([bit]) => (mode & bit) !== 0).map(([, name]) => name);
}

function octal(number: number): string {
  return number.toString(8).padStart(3, '0');
}

const NO_RANDOM_ADDRESSES = 0x40000;
/** BUG? Only the low byte is looked up, so most names of the table cannot come out. */
export const personality: Renderer = unsigned(16, ({ low }, value) => {
  const name = valueTable(tables.personalities).name(low & 0xff);
  if (name === undefined) return `unknown-personality(0x${value})`;
  return (low & NO_RANDOM_ADDRESSES) === 0 ? name : `${name}|~ADDR_NO_RANDOMIZE`;
});

const RESET_ON_FORK = 0x4000_0000;
export const schedulingPolicy: Renderer = unsigned(16, ({ low }, value) => {
  const name = valueTable(tables.schedPolicies).name(low & 15);
  if (name === undefined) return `unknown-scheduler-policy(0x${value})`;
  return (low & RESET_ON_FORK) === 0 ? name : `${name}|SCHED_RESET_ON_FORK`;
});

const SECCOMP_ACTION = 0xffff_0000;
export const seccompAction: Renderer = unsigned(
  16,
  ({ low }, value) =>
    valueTable(tables.seccompActions).name((low & SECCOMP_ACTION) >>> 0) ?? `unknown-seccomp-code(${value})`,
);

export const ioctlRequest: Renderer = unsigned(
  16,
  ({ low }) => valueTable(tables.ioctlRequests).name(low) ?? `0x${low.toString(16)}`,
);
