/** Any field of any record: comparisons of `--expr` and `--where`. */
import { usage } from '../../errors.js';
import type { Asked } from '../asked.js';
import { type Criterion, leaf } from '../criterion.js';
import type { Comparison } from '../field/comparison.js';
import { comparisonNeedles } from '../field/comparison-needles.js';
import { comparisonTest } from '../field/comparison-test.js';
import { noteComparison } from '../field/note-comparison.js';
import type { ArgumentContext, CriterionKind } from './descriptor.js';

export const field: CriterionKind<Comparison> = {
  groups: [],
  test: (comparison, surroundings) => ({ on: 'event', holds: comparisonTest(comparison, surroundings) }),
  needles: comparisonNeedles,
  options: [
    {
      spellings: [],
      ours: ['--where'],
      inReports: ['--where'],
      group: 'Objects',
      argument: 'FIELD=VALUE',
      text: 'any field of any record; also FIELD!=VALUE, FIELD~TEXT; short for --expr; may be repeated',
      take,
    },
  ],
};

/** The short form of an expression: one comparison, the value as it stands. `~` looks for a text, not for a pattern. */
function take(asked: Asked, argument: string, context: ArgumentContext): void {
  const [, name, operator, value = ''] = /^([A-Za-z0-9_.-]+)(!=|=|~)(.*)$/s.exec(argument) ?? [];
  if (name === undefined) {
    throw usage(`Field criterion must be FIELD=VALUE, FIELD!=VALUE or FIELD~TEXT, was ${argument}`);
  }
  const comparison: Comparison = { field: name, operator: operator === '~' ? 'contains' : '=', values: [value] };
  noteComparison(asked, comparison, context);
  const is = leaf('field', comparison);
  asked.also = [...(asked.also ?? []), operator === '!=' ? ({ kind: 'not', of: is } satisfies Criterion) : is];
}
