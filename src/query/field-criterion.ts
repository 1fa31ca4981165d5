/** Search by any field of any record: `--where FIELD=VALUE`, our addition. */
import { plainValue, someField } from '../bytes/fields.js';
import { AuditError } from '../errors.js';
import type { AuditEvent } from '../log/event.js';

/** `=`: some field of that name has the value. `!=`: none has it. `~`: some field of that name contains the text. */
export type FieldOperator = '=' | '!=' | '~';

export interface FieldCriterion {
  readonly field: string;
  readonly operator: FieldOperator;
  readonly value: string;
}

export function parseFieldCriterion(argument: string): FieldCriterion {
  const [, field, operator, value = ''] = /^([A-Za-z0-9_.-]+)(!=|=|~)(.*)$/s.exec(argument) ?? [];
  if (field === undefined || (operator !== '=' && operator !== '!=' && operator !== '~')) {
    throw new AuditError('usage', `Field criterion must be FIELD=VALUE, FIELD!=VALUE or FIELD~TEXT, was ${argument}`);
  }
  return { field, operator, value };
}

/** Values compare as logged and decoded. Names in upper case are found in the enriched part (`AUID=alice`). */
export function compileFieldCriterion({ field, operator, value }: FieldCriterion): (event: AuditEvent) => boolean {
  const equals = (raw: string): boolean => raw === value || plainValue(raw, true) === value;
  const contains = (raw: string): boolean => raw.includes(value) || plainValue(raw, true).includes(value);
  const test = operator === '~' ? contains : equals;
  const expected = operator !== '!=';
  return ({ records }) => {
    for (const record of records) {
      if (someField(record.text, field, test)) return expected;
      if (record.isEnriched && someField(record.enriched ?? '', field, test)) return expected;
    }
    return !expected;
  };
}
