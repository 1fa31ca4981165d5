/** `tables/syscall-args.tsv` as rules: which kind an argument of a system call has, and on which condition. */

import type { Int64 } from '../../bytes/int64.js';
import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';

/** The registers that conditions look at, whole 64 bits. */
export interface Registers {
  readonly a0: Int64;
  readonly a1: Int64;
}

export interface ArgumentRule {
  readonly kind: tables.ArgumentKind;
  readonly holds: (registers: Registers) => boolean;
  /** It does so always. */
  readonly isUnconditional: boolean;
}

interface TableRule extends ArgumentRule {
  readonly argument: tables.ArgumentName;
  readonly matches: (syscall: string) => boolean;
}

let table: readonly TableRule[] | undefined;
const found = new Map<string, readonly (readonly ArgumentRule[])[]>();

/** The rules of `a0` … `a3`; several for one argument are told apart by their conditions. */
export function argumentRules(syscall: string): readonly (readonly ArgumentRule[])[] {
  let rules = found.get(syscall);
  if (!rules) {
    table ??= rows(tables.syscallArgs).map(toRule);
    const matching = table.filter((rule) => rule.matches(syscall));
    rules = ['a0', 'a1', 'a2', 'a3'].map((argument) => matching.filter((rule) => rule.argument === argument));
    found.set(syscall, rules);
  }
  return rules;
}

function toRule(row: tables.SyscallArgsRow): TableRule {
  return {
    argument: row.arg,
    kind: row.kind,
    matches: nameTest(row.match, row.syscall_pattern),
    holds: condition(row.condition),
    isUnconditional: row.condition === '',
  };
}

/** The words of the `match` column. */
function nameTest(match: string, pattern: string): (syscall: string) => boolean {
  const test = NAME_TESTS.get(match); // nearly all, and a search of 8 MB is over before expressions are quick
  if (test !== undefined) return (name) => test(name, pattern);
  const [, first] = /^starts with (\w) and contains$/.exec(match) ?? [];
  if (first !== undefined) return (name) => name.startsWith(first) && name.includes(pattern);
  const [, excluded] = /^contains, first letter not one of ([\w ]+)$/.exec(match) ?? [];
  if (excluded === undefined) throw new Error(`syscall-args.tsv: unknown match ${match}`);
  const letters = new Set(excluded.split(' '));
  return (name) => name.includes(pattern) && !letters.has(name.charAt(0));
}

const NAME_TESTS: ReadonlyMap<string, (name: string, pattern: string) => boolean> = new Map([
  ['exact', (name, pattern) => name === pattern],
  ['prefix', (name, pattern) => name.startsWith(pattern)],
  ['contains', (name, pattern) => name.includes(pattern)],
  ['any first letter + suffix', (name, pattern) => name !== '' && name.slice(1) === pattern.slice(1)],
]);

/** Nothing, `a0 = 23 (PR_CAPBSET_READ) or 24 (…)`, or `a1 has bit 0x40 (O_CREAT)`. */
function condition(text: string): (registers: Registers) => boolean {
  if (text === '') return () => true;
  const [, register, relation, rest] = /^(a[01]) (=|has bit) (.+)$/.exec(text) ?? [];
  if (register === undefined || rest === undefined) throw new Error(`syscall-args.tsv: unknown condition ${text}`);
  const numbers = Array.from(rest.replace(/\([^)]*\)/g, '').matchAll(/\b(?:0x)?[0-9a-f]+\b/g), ([digits]) =>
    Number(digits),
  );
  const value = register === 'a0' ? (registers: Registers) => registers.a0 : (registers: Registers) => registers.a1;
  if (relation === '=') return (registers) => value(registers).high === 0 && numbers.includes(value(registers).low);
  return (registers) => numbers.some((bit) => (value(registers).low & bit) !== 0);
}
