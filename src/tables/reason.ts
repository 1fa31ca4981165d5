/** What the system calls an error number, in the words of the C library (`No such file or directory`). */
import * as tables from './generated/tables.js';
import { rows } from './lookup.js';

let messages: ReadonlyMap<number, string> | undefined;

/** The C locale's text of an error number. */
export function reasonOf(errno: number): string {
  messages ??= new Map(rows(tables.errnoMessages).map((row) => [row.number, row.message]));
  return messages.get(errno) ?? `Unknown error ${errno}`;
}

/** The reason a call of `node:fs` failed. Anything that isn't a system error is described by its own message. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const errno = 'errno' in error ? error.errno : undefined;
  return typeof errno === 'number' ? reasonOf(Math.abs(errno)) : error.message; // Node's are negative
}

/** The name of the error number with which a call of `node:fs` failed: `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
