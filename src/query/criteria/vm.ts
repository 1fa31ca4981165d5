import type { Text } from '../criterion.js';
import type { CriterionKind } from './descriptor.js';
import { inField, takeText, textCriterion } from './text.js';

export const vm: CriterionKind<Text> = textCriterion({
  group: 'vm',
  some: (from, holds) => holds(from.vmName),
  needles: (text) => inField('vm=', text),
  options: [
    {
      spellings: ['-vm', '--vm-name'],
      inReports: ['-vm', '--vm-name'],
      group: 'Objects',
      argument: 'NAME',
      text: 'name of a virtual machine',
      take: takeText('vm'),
    },
  ],
});
