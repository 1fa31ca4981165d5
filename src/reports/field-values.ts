/** The values of a field in an event, as reports show them. */
import type { Accounts } from '../accounts/accounts.js';
import { parseUnsigned, ZERO } from '../bytes/int64.js';
import type { SyscallContext } from '../interpret/context.js';
import { Interpreter } from '../interpret/interpreter.js';
import type { TimeLocale } from '../locale/locale.js';
import { enrichment } from '../log/enrichment.js';
import type { AuditEvent } from '../log/event.js';
import { someField } from '../log/fields.js';
import type { AuditRecord } from '../log/record.js';
import type { Comparison } from '../query/field/comparison.js';
import { sourceOf } from '../query/field/comparison-test.js';
import type { FieldName, GroupKey, TimeUnit } from '../query/field/field-name.js';
import { loadTools } from '../query/field/load-tools.js';
import type { Tools } from '../query/field/tools.js';
import { machineByElf } from '../tables/syscalls.js';

/** Each value once, in order; none: the event has no such field. */
export type ValuesOf = (event: AuditEvent) => readonly string[];

/** As the kernel writes what is not there: `key=(null)`. */
const NO_VALUE = '(null';

export interface Showing {
  readonly accounts: Accounts;
  readonly locale: TimeLocale;
  /** `-i`: names instead of numbers. */
  readonly interpret: boolean;
}

export async function valueReaders(keys: readonly GroupKey[], showing: Showing): Promise<readonly ValuesOf[]> {
  const tools = await loadTools(
    keys.map(({ name }): Comparison => ({ ...name, operator: 'has', values: [] })),
    showing.accounts,
  );
  return keys.map(({ name, unit }) => (unit ? timeReader(unit, showing.locale) : fieldReader(name, tools, showing)));
}

function fieldReader(name: FieldName, tools: Tools, { accounts, interpret }: Showing): ValuesOf {
  const source = sourceOf({ ...name, operator: 'has', values: [] });
  const interpreter = interpret ? new Interpreter({ accounts, escape: 'raw' }) : undefined;
  return (event) => {
    const found: string[] = [];
    const seen = new Set<string>();
    source.some(
      event,
      (raw, record) => {
        if (raw.startsWith(NO_VALUE)) return false;
        const logged = source.kindOf(raw, record).text(raw);
        const text = interpreter ? named(interpreter, name.field, raw, logged, record) : logged;
        if (!seen.has(text)) found.push(text);
        seen.add(text);
        return false;
      },
      tools,
    );
    return found;
  };
}

/** Only values that stand in the record have a meaning beside their text; derived ones are texts. */
function named(interpreter: Interpreter, field: string, raw: string, logged: string, record: AuditRecord): string {
  if (!someField(record.text, field, (value) => value === raw)) return logged;
  return interpreter.field({
    name: field,
    value: raw,
    type: record.type,
    enrichment: enrichment(record),
    syscall: contextOf(record),
  });
}

function contextOf({ text }: AuditRecord): SyscallContext {
  const value = (field: string): string | undefined => {
    let found: string | undefined;
    someField(text, field, (raw) => {
      found = raw;
      return true;
    });
    return found;
  };
  const register = (field: string) => parseUnsigned(value(field) ?? '0', 16) ?? ZERO;
  const arch = parseUnsigned(value('arch') ?? '', 16);
  return {
    machine: arch && machineByElf(arch.low),
    syscall: Number(value('syscall') ?? -1),
    a0: register('a0'),
    a1: register('a1'),
  };
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** In the time zone of the reader: `2026-11-22`, `2026-11-22 11:00`, `Sunday`. */
function timeReader(unit: TimeUnit, locale: TimeLocale): ValuesOf {
  return ({ sec }) => {
    const local = new Date((sec + locale.zone.span(sec).type.offset) * 1000);
    if (Number.isNaN(local.getTime())) return [];
    const text = local.toISOString();
    const day = text.slice(0, 10);
    if (unit === 'weekday') return [WEEKDAYS[local.getUTCDay()] ?? ''];
    if (unit === 'day') return [day];
    return [`${day} ${unit === 'hour' ? `${text.slice(11, 13)}:00` : text.slice(11, 16)}`];
  };
}
