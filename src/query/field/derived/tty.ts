import { someField } from '../../../log/fields.js';
import { plainText, stringText } from '../value-text.js';
import { type DerivedField, decodedText } from './derived-field.js';

export const tty: DerivedField = {
  text: 'terminals (`tty=`, `terminal=`, without /dev/), and what was typed there, decoded',
  kind: decodedText,
  some: ({ records }, visit) =>
    records.some(
      (record) =>
        ['tty', 'terminal'].some((name) =>
          someField(record.text, name, (raw) => visit(plainText(raw).replace(/^\/dev\//, ''), record)),
        ) || someField(record.text, 'data', (raw) => visit(stringText(raw), record)),
    ),
};
