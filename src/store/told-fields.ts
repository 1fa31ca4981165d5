/**
 * Which fields of an event, by the names that people give them, columns tell. A column holds what searches find, in one
 * record or by several names; a field may stand in any record. So each row says of which fields all values of the event are
 * those of a column (`told`), and which of them it has with others (`untold`): these are in the lines only. An event without
 * the field has neither bit.
 */
import { toBytes } from '../bytes/text.js';
import { enrichedName, enrichment } from '../log/enrichment.js';
import type { AuditEvent } from '../log/event.js';
import { fieldValue, visitFields } from '../log/fields.js';
import { type AuditRecord, freshRecord } from '../log/record.js';
import { sourceOf } from '../query/field/comparison-test.js';
import type { FieldSource } from '../query/field/source.js';
import { usualKind } from '../query/field/value-kind.js';
import { stringText } from '../query/field/value-text.js';
import { TRUSTED_APP } from '../tables/generated/record-type.js';
import { machineByElf, syscallName } from '../tables/syscalls.js';
import type { OpenRow, Row } from './row.js';

type NameColumn = 'uidName' | 'euidName' | 'gidName' | 'egidName' | 'auidName';
type ValueColumn = (typeof NUMBERS)[number] | ToldText | 'session' | 'arch' | 'success' | 'exit' | 'keys';

const NUMBERS = ['pid', 'ppid', 'syscall', 'uid', 'euid', 'gid', 'egid', 'auid'] as const;
const TEXTS = ['comm', 'exe', 'cwd', 'hostname', 'terminal', 'acct', 'uuid', 'vm'] as const;

type ToldText = (typeof TEXTS)[number];

export function isToldText(column: string): column is ToldText {
  return TEXTS.some((text) => text === column);
}

export interface ToldField {
  readonly field: string;
  readonly column: ValueColumn;
  /** As they stand in the log, without quotes; byte strings. */
  readonly values: (row: Partial<Row>) => readonly string[];
  /** The log's own name of the id, which goes with it. */
  readonly name?: NameColumn;
}

/** The bit is the place in this list. */
export const TOLD_FIELDS: readonly ToldField[] = [
  ...NUMBERS.map(
    (column): ToldField => ({ field: column, column, values: (row) => [String(row[column])], ...nameOf(column) }),
  ),
  { field: 'ses', column: 'session', values: ({ session }) => [String(session)] },
  { field: 'arch', column: 'arch', values: ({ arch }) => (arch === undefined ? [] : [arch.toString(16)]) },
  { field: 'success', column: 'success', values: ({ success }) => outcome(success, 'no', 'yes') },
  { field: 'res', column: 'success', values: ({ success }) => outcome(success, 'failed', 'success') },
  ...TEXTS.map((column): ToldField => ({ field: column, column, values: (row) => [loggedText(row[column])] })),
  { field: 'exit', column: 'exit', values: ({ exit }) => (exit === undefined ? [] : [String(exit)]) },
  { field: 'key', column: 'keys', values: ({ keys = [] }) => [...new Set(keys.map(toBytes))] },
];

function nameOf(column: (typeof NUMBERS)[number]): { readonly name?: NameColumn } {
  switch (column) {
    case 'uid':
    case 'euid':
    case 'gid':
    case 'egid':
    case 'auid':
      return { name: `${column}Name` };
    default:
      return {};
  }
}

function outcome(success: number | undefined, ...words: readonly [no: string, yes: string]): readonly string[] {
  return success === 0 || success === 1 ? [words[success]] : [];
}

/** Absent where the log has a question mark. */
function loggedText(value: string | undefined): string {
  return value === undefined ? '?' : toBytes(value);
}

const PLACES: ReadonlyMap<string, number> = new Map(TOLD_FIELDS.map(({ field }, i) => [field, i]));
const SOURCES: readonly FieldSource[] = TOLD_FIELDS.map(({ field }) =>
  sourceOf({ field, operator: 'has', values: [] }),
);
/** Those whose quotes do not count. */
const ENCODED: readonly boolean[] = TOLD_FIELDS.map(
  ({ field }) => field === 'acct' || usualKind(field).startsWith('escaped'),
);

/** Undefined: no column tells it. */
export function toldField(name: string): ToldField | undefined {
  const place = PLACES.get(name);
  return place === undefined ? undefined : TOLD_FIELDS[place];
}

export function toldBit(name: string): number {
  return 2 ** (PLACES.get(name) ?? 0);
}

/** Between keys of one record. */
const SEPARATOR = '\x01';

/** Fills in `told` and `untold` of a row whose other columns are there. */
export function markFields({ records }: AuditEvent, row: OpenRow): void {
  let found = 0;
  let others = 0;
  const keys = new Set<string>();
  for (const read of records) {
    const record = read.isOverwritten ? freshRecord(read) : read;
    visitFields(record.text, 0, (name, raw) => {
      const place = PLACES.get(name);
      if (place === undefined || raw.startsWith('(null')) return false;
      found |= 1 << place;
      if (name === 'key') for (const key of stringText(raw).split(SEPARATOR)) keys.add(key);
      else if (!isTold(place, raw, record, row)) others |= 1 << place;
      return false;
    });
  }
  if (keys.size > 0 && !isSameList([...keys], toldField('key')?.values(row) ?? [])) others |= toldBit('key');
  row.told = (found & ~others) >>> 0;
  row.untold = others >>> 0;
}

function isTold(place: number, raw: string, record: AuditRecord, row: Row): boolean {
  const told = TOLD_FIELDS[place];
  if (!told || record.type === TRUSTED_APP) return false;
  const [value] = told.values(row);
  if (value === undefined || !isWritten(place, raw, value, record)) return false;
  if (told.name) return isNamed(record, told.field, row[told.name]);
  return told.field !== 'syscall' || isPlainCall(record, row);
}

/** Whether the value is what the log has there, whatever reports look at: with quotes or as digits only where these never count. */
function isWritten(place: number, raw: string, value: string, record: AuditRecord): boolean {
  if (!ENCODED[place]) return raw === value && (DIGITS.test(raw) || textOf(place, raw, record) === value);
  if (value.includes('\0')) return false;
  const isQuoted =
    raw.length === value.length + 2 && raw.startsWith(QUOTE) && raw.endsWith(QUOTE) && raw.startsWith(value, 1);
  return isQuoted || textOf(place, raw, record) === value;
}

const DIGITS = /^\d+$/;
const QUOTE = '"';

function textOf(place: number, raw: string, record: AuditRecord): string | undefined {
  return SOURCES[place]?.kindOf(raw, record).text(raw);
}

function isNamed(record: AuditRecord, field: string, name: string | undefined): boolean {
  if (enrichment(record)?.get(field) === undefined) return name === undefined;
  return name !== undefined && enrichedName(record, field) === toBytes(name);
}

/** Its name is that of its number on the row's machine, and its arguments have no part in it. */
function isPlainCall({ text }: AuditRecord, { arch, syscall }: Row): boolean {
  if (arch === undefined || fieldValue(text, 'arch') !== arch.toString(16)) return false;
  const machine = machineByElf(arch);
  const name = machine && syscallName(machine, syscall);
  return name !== 'socketcall' && name !== 'ipc';
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}
