import type { CriterionKind } from './descriptor.js';
import { numberCriterion, takeProcess } from './number.js';

export const pid: CriterionKind<number> = numberCriterion({
  group: 'pid',
  number: (from) => from.pid,
  prefixes: ['pid='],
  options: [
    {
      spellings: ['-p', '--pid'],
      inReports: ['--pid'],
      group: 'Process',
      argument: 'PID',
      text: 'process id',
      take: takeProcess('pid', 'Process id'),
    },
  ],
});
