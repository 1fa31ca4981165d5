import type { Text } from '../criterion.js';
import type { CriterionKind } from './descriptor.js';
import { inField, takeText, textCriterion } from './text.js';

export const key: CriterionKind<Text> = textCriterion({
  group: 'key',
  some: ({ keys }, holds) => keys?.some(holds) === true,
  needles: (text) => inField('key=', text),
  options: [
    {
      spellings: ['-k', '--key'],
      inReports: ['--key'],
      group: 'Objects',
      argument: 'KEY',
      text: 'key of the rule',
      take: takeText('key'),
    },
  ],
});
