/** What makes an event: when, where, which. */
import { decimal } from '../value-text.js';
import { type DerivedField, decodedNumber, decodedText } from './derived-field.js';

/** The parser makes `@SECONDS` of whatever words were written. */
export const time: DerivedField = {
  text: 'when: whatever -ts takes; whole seconds compare',
  kind: {
    equal: (written) => {
      const wanted = seconds(written);
      return (logged) => seconds(logged) === wanted;
    },
    text: (logged) => logged,
    number: seconds,
    needles: () => undefined,
  },
  some: ({ sec, milli, records: [first] }, visit) =>
    first !== undefined && visit(`${sec}.${String(milli).padStart(3, '0')}`, first),
};

function seconds(text: string): number | undefined {
  return decimal(text.replace(/^@/, '').replace(/\.\d+$/, ''));
}

export const node: DerivedField = {
  text: 'name of the host that wrote the record',
  kind: decodedText,
  some: ({ node: name, records: [first] }, visit) => name !== undefined && first !== undefined && visit(name, first),
  textNeedles: (text) => [{ kind: 'text', text }],
  presence: [{ kind: 'text', text: 'node=' }],
};

export const serial: DerivedField = {
  text: 'number of the event',
  kind: decodedNumber,
  some: ({ serial: number, records: [first] }, visit) => first !== undefined && visit(String(number), first),
};
