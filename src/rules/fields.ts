/** What each field of a rule accepts: one descriptor from `tables/audit-fields.tsv`, read by all steps from text to bytes. */
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import { listByName } from './rule.js';

export const FIELD_ARCH = 11;
export const FIELD_MSGTYPE = 12;
export const FIELD_SESSIONID = 25;
export const FIELD_FSTYPE = 26;
export const FIELD_INODE = 102;
export const FIELD_EXIT = 103;
export const FIELD_SUCCESS = 104;
export const FIELD_PATH = 105;
export const FIELD_PERM = 106;
export const FIELD_DIR = 107;
export const FIELD_FILETYPE = 108;
export const FIELD_COMPARE = 111;
export const FIELD_EXE = 112;
export const FIELD_ARG0 = 200;
export const FIELD_ARG3 = 203;
export const ARGUMENTS: ReadonlySet<number> = new Set([FIELD_ARG0, FIELD_ARG0 + 1, FIELD_ARG0 + 2, FIELD_ARG3]);
export const FIELD_KEY = 210;
export const FIELD_AUID = 9;

export interface FieldDescriptor {
  readonly number: number;
  readonly name: string;
  readonly listedAs: string;
  /** How a value is written: `int`, `uid`, `arch`, `perm`, `string` … */
  readonly kind: tables.RuleValueKind;
  /** The value is a string in the rule's buffer rather than a number. */
  readonly isText: boolean;
  /** Operator symbols that are accepted. */
  readonly operators: ReadonlySet<string>;
  /** Numbers of the lists on which the field is accepted. */
  readonly lists: ReadonlySet<number>;
}

const byName = new Map<string, FieldDescriptor>();
const byNumber = new Map<number, FieldDescriptor>();

for (const row of rows(tables.auditFields)) {
  const descriptor: FieldDescriptor = {
    number: row.number,
    name: row.name,
    listedAs: row.listed_as,
    kind: row.value_kind,
    isText: row.stored_in_buf,
    operators: new Set(row.ops_auditctl),
    lists: new Set(row.lists_auditctl.map((name) => listByName(name) ?? -1)),
  };
  byName.set(descriptor.name, descriptor);
  // The first name of a number is the one that is listed.
  if (!byNumber.has(descriptor.number)) byNumber.set(descriptor.number, descriptor);
}

/** Any case. */
export function fieldByName(name: string): FieldDescriptor | undefined {
  return byName.get(name.toLowerCase());
}

export function fieldByNumber(number: number): FieldDescriptor | undefined {
  return byNumber.get(number);
}

export function fieldNames(): Iterable<string> {
  return byName.keys();
}

/** Fields that the exclude list accepts on kernels without the extended exclude list. */
export const classicExcludeFields: ReadonlySet<string> = new Set([
  ...['pid', 'uid', 'gid', 'auid', 'loginuid', 'msgtype', 'exe'],
  ...['subj_user', 'subj_role', 'subj_type', 'subj_sen', 'subj_clr'],
]);

export interface Comparison {
  readonly number: number;
  /** In the order in which they are listed. */
  readonly left: string;
  readonly right: string;
}

const comparisons: readonly Comparison[] = rows(tables.auditFieldCompare).map((row) => ({
  number: row.number,
  left: row.listed_left,
  right: row.listed_right,
}));

export function comparisonByNumber(number: number): Comparison | undefined {
  return comparisons.find((comparison) => comparison.number === number);
}

/** The pair of two fields in either order. */
export function comparisonOf(one: FieldDescriptor, other: FieldDescriptor): Comparison | undefined {
  const names = [one.listedAs, other.listedAs];
  return comparisons.find(({ left, right }) => names.includes(left) && names.includes(right) && left !== right);
}
