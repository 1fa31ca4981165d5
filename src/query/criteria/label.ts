/** Security contexts: of who did it, and of what it was done to. */

import type { Asked } from '../asked.js';
import { anyOf, type Criterion, leaf, type Text } from '../criterion.js';
import type { CriterionKind } from './descriptor.js';
import { anywhere, setText, takeText, textCriterion } from './text.js';

export const subject: CriterionKind<Text> = textCriterion({
  group: 'subject',
  some: ({ contexts }, holds) => contexts?.some((entry) => holds(entry.subject)) === true,
  needles: anywhere,
  options: [
    {
      spellings: ['-su', '--subject'],
      inReports: ['-su', '--subject'],
      group: 'Objects',
      argument: 'LABEL',
      text: 'security context of the subject',
      take: takeText('subject'),
    },
  ],
});

export const object: CriterionKind<Text> = textCriterion({
  group: 'object',
  some: ({ contexts }, holds) => contexts?.some((entry) => holds(entry.object)) === true,
  needles: anywhere,
  options: [
    {
      spellings: ['-o', '--object'],
      inReports: ['-o', '--object'],
      group: 'Objects',
      argument: 'LABEL',
      text: 'security context of the object',
      take: takeText('object'),
    },
    {
      spellings: ['-se', '--context'],
      inReports: ['-se', '--context'],
      group: 'Objects',
      argument: 'LABEL',
      text: 'security context of subject or object',
      take: (asked, argument) => {
        setText(asked, 'subject', argument);
        setText(asked, 'object', argument);
        asked.anyLabel = true;
      },
    },
  ],
});

/** `-se` means either side, and goes on meaning that when a later `-su` or `-o` replaces one of them. */
export function labelTree({ subject: doer, object: target, anyLabel, wholeWords }: Asked): Criterion[] {
  const whole = (label: Text): Text => ({ ...label, whole: wholeWords === true });
  const sides = [...(doer ? [leaf('subject', whole(doer))] : []), ...(target ? [leaf('object', whole(target))] : [])];
  return anyLabel ? [anyOf(sides)] : sides;
}
