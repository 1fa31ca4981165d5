import { didYouMean } from '../../../bytes/nearest-word.js';
import { usage } from '../../../errors.js';
import * as tables from '../../../tables/generated/tables.js';
import { rows } from '../../../tables/lookup.js';
import { recordTypeName, recordTypeNumber } from '../../../tables/record-types.js';
import { decimal } from '../value-text.js';
import type { DerivedField } from './derived-field.js';

export const type: DerivedField = {
  text: 'types of the records: AVC, USER_LOGIN, 1300',
  kind: {
    equal: (written) => {
      const wanted = String(typeNumber(written));
      return (number) => number === wanted;
    },
    someOf: (written) => {
      const wanted = new Set(written.map((one) => String(typeNumber(one))));
      return (number) => wanted.has(number);
    },
    text: (number) => recordTypeName(Number(number)) ?? `UNKNOWN[${number}]`,
    number: (text) => decimal(text) ?? typeNumber(text),
    needles: () => undefined,
  },
  some: ({ records }, visit) => records.some((record) => visit(String(record.type), record)),
  // Types written in another way than by name are not canonical, and the kernel lets such lines through.
  equalNeedles: (written) => {
    const number = typeNumber(written);
    return [{ kind: 'text', text: `type=${recordTypeName(number) ?? `UNKNOWN[${number}]`} ` }];
  },
};

/** Throws `usage` with a suggestion. */
export function typeNumber(written: string): number {
  const number = decimal(written) ?? recordTypeNumber(written);
  if (number >= 0) return number;
  const known = rows(tables.recordTypes).map(({ name = '' }) => name);
  throw usage(`${written} is no record type${didYouMean(written, known)}`);
}
