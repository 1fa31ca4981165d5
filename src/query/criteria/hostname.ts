import type { Text } from '../criterion.js';
import type { CriterionKind } from './descriptor.js';
import { literal, takeText, textCriterion } from './text.js';

export const hostname: CriterionKind<Text> = textCriterion({
  group: 'hostname',
  some: (from, holds) => holds(from.hostname),
  needles: (text) => [...literal(text), { kind: 'host', prefix: 'saddr=' }],
  options: [
    {
      spellings: ['-hn', '--host'],
      ours: ['--hostname'],
      inReports: ['-hn', '--host', '--hostname'],
      group: 'Objects',
      argument: 'NAME',
      text: 'host name or address',
      take: takeText('hostname'),
    },
  ],
});
