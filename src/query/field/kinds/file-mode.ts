import * as tables from '../../../tables/generated/tables.js';
import { rows } from '../../../tables/lookup.js';
import type { ValueKind } from '../value-test.js';
import { plainText } from '../value-text.js';
import { interpreted } from './interpreted.js';

const PERMISSIONS = 0o7777;

/** Octal: up to 7777 it is about the permissions alone (`0644`); or the type of a file (`dir`), or `dir,755` as -i has it. */
export const fileMode: ValueKind = {
  equal: (written, field, surroundings) => {
    const mode = octal(written);
    if (mode !== undefined && mode <= PERMISSIONS) return (raw) => ((octal(raw) ?? -1) & PERMISSIONS) === mode;
    if (mode !== undefined) return (raw) => octal(raw) === mode;
    const type = rows(tables.fileTypes).find(({ name }) => name === written)?.value;
    if (type !== undefined) return (raw) => ((octal(raw) ?? 0) & 0o170000) === type;
    return interpreted.equal(written, field, surroundings);
  },
  text: plainText,
  number: octal,
  needles: () => undefined,
};

function octal(text: string): number | undefined {
  return /^[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}
