/** The system call itself: its machine, its name, how it ended. */

import { parseSigned, parseUnsigned } from '../../bytes/int64.js';
import * as tables from '../../tables/generated/tables.js';
import { valueTable } from '../../tables/lookup.js';
import { reasonOf } from '../../tables/reason.js';
import { type Machine, machineByElf, syscallName } from '../../tables/syscalls.js';
import type { Context, Renderer } from '../context.js';
import { conversionError, unsigned } from './number.js';

/** The machine of an `arch=` value; undefined: not in the table, or no such number. */
export function machineOf(value: string): Machine | undefined {
  const id = parseUnsigned(value, 16);
  return id && machineByElf(id.low);
}

/** BUG? The error has a blank at its end, in this kind alone. */
export const architecture: Renderer = (value) => {
  const id = parseUnsigned(value, 16);
  if (id === undefined) return `${conversionError(value)} `;
  return machineByElf(id.low)?.name ?? `unknown-elf-type(${value})`;
};

/** BUG? The name of the context's system call; what the field itself says does not count. */
export const syscall: Renderer = (_value, context) => {
  const name = contextSyscall(context.machine ?? context.host, context.syscall);
  if (name === undefined) return `unknown-syscall(${context.syscall})`;
  const calls = name === 'socketcall' ? tables.socketcallCalls : name === 'ipc' ? tables.ipcCalls : undefined;
  if (calls === undefined || context.a0.high !== 0) return name;
  const call = valueTable(calls).name(context.a0.low);
  return call === undefined ? name : `${name}(${call})`;
};

export function contextSyscall(machine: Machine | undefined, number: number): string | undefined {
  return machine && syscallName(machine, number);
}

/** `EACCES(Permission denied)`; numbers from 0 on stay as they are. BUG? `(null)` where there is no name. */
export const exitValue: Renderer = (value) => {
  // Nearly always, and quick: it begins with a digit, and 18 of them fit.
  if (isDigit(value.charCodeAt(0)) && value.length <= 18) return value;
  const number = parseSigned(value, 10);
  if (number === undefined) return conversionError(value);
  if (number.high < 0x8000_0000) return value;
  const error = -number.low | 0;
  return `${valueTable(tables.errno).name(error) ?? '(null)'}(${reasonOf(error)})`;
};

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export const errorNumber: Renderer = unsigned(
  10,
  ({ low }) => valueTable(tables.errno).name(Math.abs(low | 0)) ?? 'UNKNOWN',
);

/** The context's machine, where it is known, rather than the field's own text: csv and text output. */
export function contextArchitecture(value: string, context: Context): string {
  return context.machine?.name ?? architecture(value, context);
}
