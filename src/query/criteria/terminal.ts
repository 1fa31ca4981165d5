import type { Text } from '../criterion.js';
import type { CriterionKind } from './descriptor.js';
import { literal, takeText, textCriterion } from './text.js';

/** What counts as the terminal where a record has none. */
const NONE = '(none)';

export const terminal: CriterionKind<Text> = textCriterion({
  group: 'terminal',
  some: (from, holds) => holds(from.terminal),
  needles: (text) => (NONE.includes(text) ? undefined : literal(text)),
  options: [
    {
      spellings: ['-tm', '--terminal'],
      ours: ['--tty'],
      inReports: ['--terminal'],
      group: 'Process',
      argument: 'NAME',
      text: 'terminal',
      take: takeText('terminal'),
    },
  ],
});
