import { someField } from '../../../log/fields.js';
import { inField } from '../../criteria/text.js';
import { stringText } from '../value-text.js';
import { type DerivedField, decodedText } from './derived-field.js';

/** Several keys of one record are separated by the byte 1. */
const SEPARATOR = '\x01';

export const key: DerivedField = {
  text: 'each key of the rules that made the event',
  kind: decodedText,
  some: ({ records }, visit) =>
    records.some((record) =>
      someField(record.text, 'key', (raw) =>
        (raw === '(null)' ? [] : stringText(raw).split(SEPARATOR)).some((one) => visit(one, record)),
      ),
    ),
  textNeedles: (text) => inField('key=', text),
  presence: [{ kind: 'text', text: 'key=' }],
};
