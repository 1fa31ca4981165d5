import type { Text } from '../criterion.js';
import type { CriterionKind } from './descriptor.js';
import { literal, takeText, textCriterion } from './text.js';

export const uuid: CriterionKind<Text> = textCriterion({
  group: 'uuid',
  some: (from, holds) => holds(from.uuid),
  needles: literal,
  options: [
    {
      spellings: ['-uu', '--uuid'],
      inReports: ['-uu', '--uuid'],
      group: 'Objects',
      argument: 'UUID',
      text: 'uuid of a virtual machine',
      take: takeText('uuid'),
    },
  ],
});
