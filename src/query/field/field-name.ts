/** A field as people write it: `exe`, `PATH.name`, in reports also `time:hour`. */

import { didYouMean } from '../../bytes/nearest-word.js';
import { usage } from '../../errors.js';
import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';
import { recordTypeNumber } from '../../tables/record-types.js';
import type { Comparison } from './comparison.js';

export type FieldName = Pick<Comparison, 'type' | 'field'>;

/** Throws `usage` for what can be no field. */
export function readFieldName(text: string): FieldName {
  if (!/^[A-Za-z0-9_.-]+$/.test(text)) throw usage(`${text === '' ? 'Nothing' : text} is no name of a field`);
  const [prefix = '', ...rest] = text.split('.');
  if (rest.length === 0 || /[a-z]/.test(prefix)) return { field: text };
  const type = recordTypeNumber(prefix);
  if (type >= 0) return { type, field: rest.join('.') };
  const spelled = rows(tables.recordTypes).map(({ name = '' }) => name);
  throw usage(`${prefix} is no record type${didYouMean(prefix, spelled)}`);
}

const TIME_UNITS = ['minute', 'hour', 'day', 'weekday'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/** What a report groups by: the values of a field, or stretches of time. */
export interface GroupKey {
  /** As it was written: heading, and key in JSON. */
  readonly label: string;
  readonly name: FieldName;
  readonly unit?: TimeUnit;
}

export function readGroupKey(text: string): GroupKey {
  const [field = '', unit] = text.split(':');
  if (unit === undefined) return { label: text, name: readFieldName(field) };
  const known = TIME_UNITS.find((name) => name === unit);
  if (field !== 'time' || known === undefined) throw usage(`${text}: only time has parts: ${TIME_UNITS.join(', ')}`);
  return { label: text, name: { field: 'time' }, unit: known };
}
