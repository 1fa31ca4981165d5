/** The normalized statement of an event: who did what to what, how, with what result; as `--format text` says it. */
import type { Statement } from '../../../normalize/statement.js';
import { outcome } from '../kinds/outcome.js';
import { type DerivedField, decodedText } from './derived-field.js';

function part(text: string, texts: (statement: Statement) => readonly (string | undefined)[]): DerivedField {
  return {
    text,
    kind: decodedText,
    needs: 'statements',
    some: (event, visit, { statements }) => {
      const [first] = event.records;
      if (!first || !statements) return false;
      return statements(event).some((statement) =>
        texts(statement).some((value) => value !== undefined && value !== '' && visit(value, first)),
      );
    },
  };
}

export const action: DerivedField = part('what was done: opened-file, logged-in', (said) => [said.action]);
export const subject: DerivedField = part('who did it: login user and acting user', ({ subject: who }) => [
  who.primary,
  who.secondary,
]);
export const object: DerivedField = part('what it was done to', ({ object: what, object2 }) => [
  what.primary,
  what.secondary,
  object2,
]);
export const how: DerivedField = part('by which program or means', (said) => [said.how]);
export const result: DerivedField = {
  ...part('outcome: success, failed', (said) => [said.result]),
  kind: outcome,
};
