import type { Text } from '../criterion.js';
import type { CriterionKind } from './descriptor.js';
import { inField, takeText, textCriterion } from './text.js';

/** What counts as the program where a record has none. */
const NONE = '(null)';

export const exe: CriterionKind<Text> = textCriterion({
  group: 'exe',
  some: (from, holds) => holds(from.exe),
  needles: (text) => (NONE.includes(text) ? undefined : inField('exe=', text)),
  options: [
    {
      spellings: ['-x', '--executable'],
      ours: ['--exe'],
      inReports: ['--executable', '--exe'],
      group: 'Process',
      argument: 'PATH',
      text: 'path of the program',
      take: takeText('exe'),
    },
  ],
});
