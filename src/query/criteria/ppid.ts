import type { CriterionKind } from './descriptor.js';
import { numberCriterion, takeProcess } from './number.js';

export const ppid: CriterionKind<number> = numberCriterion({
  group: 'ppid',
  number: (from) => from.ppid,
  prefixes: ['ppid='],
  options: [
    {
      spellings: ['-pp', '--ppid'],
      inReports: ['-pp', '--ppid'],
      group: 'Process',
      argument: 'PID',
      text: 'process id of the parent',
      take: takeProcess('ppid', 'Parent process id'),
    },
  ],
});
