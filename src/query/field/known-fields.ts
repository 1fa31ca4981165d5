/** Which fields there are: for who mistypes one. Programs may log fields of their own, so others can be asked for, too. */

import { didYouMean } from '../../bytes/nearest-word.js';
import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';
import { derivedFields } from './derived/list.js';

/** What to say about a field that no record is known to have; undefined for a known one. `type`: of one record type only. */
export function unknownField(field: string, type: number | undefined): string | undefined {
  if (type === undefined && derivedFields.has(field)) return undefined;
  const known = new Set(rows(tables.logFields).map(({ field: name = '' }) => name));
  if (known.has(field) || known.has(field.toLowerCase()) || /^a\d+(_len|\[\d+\])?$/.test(field)) return undefined;
  return `No record is known to have a field ${field}${didYouMean(field, [...known, ...derivedFields.keys()])}`;
}
