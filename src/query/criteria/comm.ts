import type { Text } from '../criterion.js';
import type { CriterionKind } from './descriptor.js';
import { inField, takeText, textCriterion } from './text.js';

export const comm: CriterionKind<Text> = textCriterion({
  group: 'comm',
  some: (from, holds) => holds(from.comm),
  needles: (text) => inField('comm=', text),
  options: [
    {
      spellings: ['-c', '--comm'],
      ours: ['--command', '--cmd'],
      inReports: ['--comm', '--command', '--cmd'],
      group: 'Process',
      argument: 'NAME',
      text: 'name of the command',
      take: takeText('comm'),
    },
  ],
});
