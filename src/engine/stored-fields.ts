/** Fields of `--by` whose values columns of stores tell (`store/told-fields.ts`): which columns these are, and what reports make of them. */
import { toBytes } from '../bytes/text.js';
import { quotedName } from '../log/enrichment.js';
import type { AuditEvent } from '../log/event.js';
import { AuditRecord } from '../log/record.js';
import type { GroupKey } from '../query/field/field-name.js';
import { type Showing, type ValuesOf, valueReaders } from '../reports/field-values.js';
import type { CountedColumn, RowValues } from '../store/count.js';
import { TOLD_FIELDS, type ToldField, toldBit, toldField } from '../store/told-fields.js';
import { SYSCALL } from '../tables/generated/record-type.js';

export interface ToldKey {
  readonly columns: readonly CountedColumn[];
  /** Of `told` and `untold`; 0: of every event it is told. */
  readonly bit: number;
}

/** Undefined: only the lines tell. */
export function toldKey({ name, unit }: GroupKey, interpret: boolean): ToldKey | undefined {
  if (unit) return { columns: ['sec'], bit: 0 };
  if (name.type !== undefined) return undefined;
  if (name.field === 'node') return { columns: ['node'], bit: 0 };
  if (name.field === 'type') return { columns: ['types'], bit: 0 };
  const told = toldField(name.field);
  if (!told) return undefined;
  const { column, name: named } = told;
  const beside: readonly CountedColumn[] = [
    ...(named ? [named] : []),
    ...(column === 'syscall' ? (['arch'] as const) : []),
  ];
  return { columns: [column, ...(interpret ? beside : [])], bit: toldBit(name.field) };
}

/** As reports read the fields of events with these values. */
export async function valuesReaders(
  keys: readonly GroupKey[],
  showing: Showing,
): Promise<readonly ((values: RowValues) => readonly string[])[]> {
  const readers = await valueReaders(keys, showing);
  return keys.map(({ name: { field } }, i) => {
    const told = toldField(field);
    const valuesOf: ValuesOf = readers[i] ?? (() => []);
    // Names are given to numbers only.
    if (told && !NAMED.includes(told.column)) return (values) => told.values(values);
    return (values) => valuesOf(eventWith(values, told));
  });
}

const NAMED: readonly string[] = [
  ...TOLD_FIELDS.filter(({ name }) => name !== undefined).map(({ column }) => column),
  ...['pid', 'ppid', 'session', 'syscall', 'arch', 'success', 'exit'],
];

/** An event that has these values, and no other fields. */
function eventWith(values: RowValues, told: ToldField | undefined): AuditEvent {
  const { sec = 0, node, types = [] } = values;
  const records = told ? [recordWith(values, told)] : types.map((type) => AuditRecord.fromLine(type, ''));
  return {
    ...{ sec, milli: 0, serial: 0, node: node === undefined ? undefined : toBytes(node) },
    records: records.length > 0 ? records : [AuditRecord.fromLine(SYSCALL, '')],
  };
}

function recordWith(values: RowValues, { field, values: valuesOf, name }: ToldField): AuditRecord {
  const fields = valuesOf(values).map((value) => ` ${field}=${value}`);
  const machine = field === 'syscall' && values.arch !== undefined ? ` arch=${values.arch.toString(16)}` : '';
  const logged = name && values[name];
  const added = logged === undefined ? '' : `\x1d${field.toUpperCase()}=${quotedName(toBytes(logged))}`;
  return AuditRecord.fromLine(SYSCALL, `${machine}${fields.join('')}${added}`);
}
