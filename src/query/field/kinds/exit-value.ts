import { readSigned } from '../../../bytes/c-number.js';
import { didYouMean } from '../../../bytes/nearest-word.js';
import { usage } from '../../../errors.js';
import * as tables from '../../../tables/generated/tables.js';
import { valueTable } from '../../../tables/lookup.js';
import type { ValueKind } from '../value-test.js';
import { plainText } from '../value-text.js';

/** A failed system call returns the negative number of its error, so `EACCES` is -13, with or without a minus sign. */
export const exitValue: ValueKind = {
  equal: (written) => {
    const number = numberOf(written);
    return (raw) => /^[+-]?\d/.test(raw) && readSigned(raw) === number;
  },
  text: plainText,
  number: (text) => (/^[+-]?\d/.test(text) ? readSigned(text) : undefined),
  needles: (written, field) => [{ kind: 'signed', prefix: `${field}=`, value: String(numberOf(written)) }],
};

function numberOf(written: string): number | bigint {
  const number = /^[+-]?\d+$/.test(written) ? readSigned(written) : undefined;
  if (number !== undefined) return number;
  const errors = valueTable(tables.errno);
  const error = errors.value(written.replace(/^-/, ''));
  if (error !== undefined) return -error;
  const known = Array.from(errors.names(), ([, name]) => name);
  throw usage(`${written} is no error${didYouMean(written, known)}`);
}
