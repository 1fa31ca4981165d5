/**
 * The kernel's classes of system calls, read from it by loading rules with class bits: 0 directory write, 2 attribute
 * change, 4 read, 6 write, 8 signal; odd numbers are the 32-bit variants.
 */
import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';

export interface CallClass {
  readonly number: number;
  /** The letter of `perm` that asks for it; empty when none does. */
  readonly letter: string;
  readonly bits: 32 | 64;
  readonly calls: readonly number[];
}

export const callClasses: readonly CallClass[] = rows(tables.auditCallClasses).flatMap((row): CallClass[] => [
  { number: row.class, letter: row.perm ?? '', bits: 64, calls: numbersIn(row.b64) },
  { number: row.class + 1, letter: row.perm ?? '', bits: 32, calls: numbersIn(row.b32) },
]);

/** Empty for a class that the kernel does not have. */
export function classMembers(number: number): readonly number[] {
  return callClasses.find((known) => known.number === number)?.calls ?? [];
}

function numbersIn(spans: readonly string[]): readonly number[] {
  return spans.flatMap((span) => {
    const [from = 0, to = from] = span.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}
