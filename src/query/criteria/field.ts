/** Any field of any record: comparisons of `--expr` and `--where`. */
import { usage } from '../../errors.js';
import type { Asked } from '../asked.js';
import { type Criterion, leaf } from '../criterion.js';
import type { Comparison } from '../field/comparison.js';
import { comparisonNeedles } from '../field/comparison-needles.js';
import { comparisonTest } from '../field/comparison-test.js';
import { unknownField } from '../field/known-fields.js';
import type { Tools } from '../field/tools.js';
import { usualKind } from '../field/value-kind.js';
import { noteUnknown } from './account.js';
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

/** Refuses values that the field cannot have, and notes what this machine does not know. */
export function noteComparison(
  asked: Asked,
  comparison: Comparison,
  { accounts }: ArgumentContext,
  tools: Tools = {},
): void {
  comparisonTest(comparison, { accounts, seen: () => {}, tools });
  const { type, field: name, operator, values } = comparison;
  const note = unknownField(name, type);
  if (note !== undefined && !asked.notes?.includes(note)) asked.notes = [...(asked.notes ?? []), note];
  const kind = usualKind(name);
  if ((kind !== 'uid' && kind !== 'gid') || (operator !== '=' && operator !== 'in')) return;
  for (const value of values) {
    if (/^-?\d+$|^unset$/.test(value)) continue;
    const isUser = kind === 'uid';
    if ((isUser ? accounts.userId(value) : accounts.groupId(value)) !== undefined) continue;
    const message = `${value} is no ${isUser ? 'user' : 'group'} here, nor in the events that were compared`;
    noteUnknown(asked, value, message, isUser ? accounts.userNames?.() : accounts.groupNames?.());
  }
}
