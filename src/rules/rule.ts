/**
 * The model of a rule, independent of its text (`parse.ts`, `print.ts`) and of its bytes (`encode.ts`, `decode.ts`).
 * Numbers are the kernel's, so that rules of other programs, with lists or fields unknown here, keep their meaning.
 */
import * as tables from '../tables/generated/tables.js';
import { rows, valueTable } from '../tables/lookup.js';
import type { SyscallMask } from './mask.js';

export const LIST_USER = 0;
export const LIST_TASK = 1;
export const LIST_EXIT = 4;
export const LIST_EXCLUDE = 5;
export const LIST_FILESYSTEM = 6;
export const LIST_IO_URING = 7;

export const ACTION_NEVER = 0;
export const ACTION_ALWAYS = 2;

export const OPERATOR_EQUAL = 0x40000000;
export const OPERATOR_NOT_EQUAL = 0x30000000;

/** The original stops one short of the kernel's 64 (BUG? 20). */
export const FIELD_LIMIT = 63;
export const KEY_LIMIT = 256;
export const TEXT_LIMIT = 4096;
/** Joins several keys in one field. */
export const KEY_SEPARATOR = '\x01';

export type RuleField = NumberField | TextField;

interface Condition {
  /** Field number of `tables/audit-fields.tsv`. */
  readonly field: number;
  /** Bits of `tables/audit-operators.tsv`. */
  readonly operator: number;
}

export interface NumberField extends Condition {
  /** Unsigned 32 bit. */
  readonly value: number;
}

export interface TextField extends Condition {
  /** Byte string. */
  readonly text: string;
}

export interface Rule {
  readonly list: number;
  readonly action: number;
  readonly mask: Readonly<SyscallMask>;
  readonly fields: readonly RuleField[];
}

/** What a rule's text asks for. */
export interface RuleChange {
  readonly operation: 'add' | 'delete';
  /** Put in front of its list; only with `add`. */
  readonly prepend: boolean;
  readonly rule: Rule;
}

export function listByName(name: string): number | undefined {
  return valueTable(tables.filterLists).value(name);
}

export function listName(list: number): string | undefined {
  return valueTable(tables.filterLists).name(list);
}

const actions = ['never', 'possible', 'always'];

export function actionName(action: number): string | undefined {
  return actions[action];
}

export interface Operator {
  readonly symbol: string;
  readonly bits: number;
}

/** In the order in which they are searched in a field's text. */
export const operators: readonly Operator[] = rows(tables.auditOperators).map((row) => ({
  symbol: row.symbol,
  bits: row.fieldflags_hex,
}));

const symbols = new Map(operators.map(({ symbol, bits }) => [bits, symbol]));

export function operatorSymbol(bits: number): string | undefined {
  return symbols.get(bits);
}

/** True for the lists on which system calls mean something. */
export function listHasSyscalls(list: number): boolean {
  return list !== LIST_USER && list !== LIST_TASK && list !== LIST_EXCLUDE && list !== LIST_FILESYSTEM;
}
