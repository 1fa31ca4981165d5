import { didYouMean } from '../../../bytes/nearest-word.js';
import { usage } from '../../../errors.js';
import type { ValueRow } from '../../../tables/generated/tables.js';
import { valueTable } from '../../../tables/lookup.js';
import type { Table } from '../../../tables/table.js';
import type { ValueKind } from '../value-test.js';
import { plainText } from '../value-text.js';
import { idOf } from './account.js';

/** Numbers with names; the names may be written without their `prefix`. */
export function enumeration(table: Table<ValueRow> | undefined, what: string, prefix: string): ValueKind {
  return {
    equal: (written) => {
      const number = numberOf(written, table, what, prefix);
      return (raw) => idOf(raw) === number;
    },
    text: plainText,
    number: idOf,
    needles: (written, field) => {
      const number = numberOf(written, table, what, prefix);
      return [{ kind: 'signed', prefix: `${field}=`, value: String(number) }];
    },
  };
}

function numberOf(written: string, table: Table<ValueRow> | undefined, what: string, prefix: string): number {
  const number = idOf(written);
  if (number !== undefined) return number;
  const names = table && valueTable(table);
  const bare = written.toLowerCase().startsWith(prefix.toLowerCase()) ? written.slice(prefix.length) : written;
  const known = names?.value(written) ?? names?.value(bare) ?? names?.value(prefix + bare);
  if (known !== undefined) return known;
  const spelled = names ? Array.from(names.names(), ([, name]) => name) : [];
  throw usage(`${written} is no ${what}${didYouMean(written, spelled)}`);
}
