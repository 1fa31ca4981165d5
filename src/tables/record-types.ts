/** Record type names ↔ numbers and the properties that depend on a type alone. */

import { EOE, KERNEL, PROCTITLE, USER } from './generated/record-type.js';
import * as tables from './generated/tables.js';
import { rows, valueTable } from './lookup.js';

export function recordTypeName(type: number): string | undefined {
  return valueTable(tables.recordTypes).name(type);
}

/** The number for the type text of a record; -1 when it has none. */
export function recordTypeNumber(text: string): number {
  const known = valueTable(tables.recordTypes).value(text);
  if (known !== undefined) return known;
  if (text.startsWith('UNKNOWN[')) {
    const end = text.indexOf(']');
    return end < 0 ? -1 : leadingInteger(text.slice(8, Math.min(end, 15)));
  }
  return /^[0-9]/.test(text) ? leadingInteger(text) : -1;
}

/** Types have 31 bits in a batch (`log/batch.ts`); those beyond have no name, and all of one side mean the same. */
const TYPE_BOUND = 2 ** 30;

/** Like `strtol` base 10, which stops at the limits of 64 bits, cut to 32. */
function leadingInteger(text: string): number {
  const digits = /^[ \t\n\v\f\r]*([+-]?\d+)/.exec(text)?.[1] ?? '0';
  return Math.max(-TYPE_BOUND, Math.min(TYPE_BOUND - 1, digits.length < 16 ? Number(digits) | 0 : longInteger(digits)));
}

function longInteger(digits: string): number {
  const exact = BigInt(digits);
  return exact > LONG_MAX ? -1 : exact < -LONG_MAX ? 0 : Number(BigInt.asIntN(32, exact));
}

const LONG_MAX = 2n ** 63n - 1n;

const searchClasses = new Map<number, tables.RecordClass>();

/** The extraction class of a type (`tables/search-extraction.tsv`). */
export function searchClass(type: number): tables.RecordClass {
  if (searchClasses.size === 0)
    for (const row of rows(tables.recordTypes)) searchClasses.set(row.number, row.search_class);
  const known = searchClasses.get(type);
  if (known !== undefined) return known;
  return isUserType(type) ? 'user' : 'other';
}

const newerTypes = new Set<number>();

/** True for the types of linux/audit.h that 4.2.1 has no name for (`availability` newer): it takes nothing from them. */
export function isNewerType(type: number): boolean {
  if (newerTypes.size === 0)
    for (const row of rows(tables.recordTypes)) if (row.availability === 'newer') newerTypes.add(row.number);
  return newerTypes.has(type);
}

/** True when an event whose first record has this type is complete at once. */
export function isSingleRecordType(type: number): boolean {
  return (
    type === USER ||
    (type >= 1007 && type <= 1299) ||
    type === EOE ||
    type === PROCTITLE ||
    (type >= 1406 && type <= 1419) ||
    type === KERNEL ||
    type >= 2100
  );
}

/** DAEMON_START … DAEMON_*: the daemon about itself, written by it without the kernel. */
export function isDaemonType(type: number): boolean {
  return type >= 1200 && type <= 1299;
}

/** What processes send through the kernel, named or not (uapi/linux/audit.h). */
export function isUserType(type: number): boolean {
  return type === USER || (type >= 1100 && type <= 1199) || (type >= 2100 && type <= 2999);
}
