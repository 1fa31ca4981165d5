import { usage } from '../../errors.js';
import type { NeedleGroup } from '../../log/scan/needle.js';
import type { CriterionKind } from './descriptor.js';

/** 1 success, 0 failure. */
export const success: CriterionKind<0 | 1> = {
  groups: ['success'],
  byShape: true,
  test: (value) => ({ on: 'attributes', holds: (from) => from.success === value }),
  needles: (value) => (value === 0 ? failure : undefined),
  options: [
    {
      spellings: ['-sv', '--success'],
      inReports: ['-sv'],
      group: 'System call',
      argument: 'yes|no',
      text: 'outcome',
      take: (asked, argument) => {
        if (!/yes|no/.test(argument)) throw usage("Success must be 'yes' or 'no'.");
        asked.success = argument === 'yes' ? 1 : 0; // BUG? any word around `yes` or `no` is taken, and means failure
      },
      words: () => ['yes', 'no'],
    },
  ],
};

/** All that makes an event a failed one (attributes: `success=`, `res=`, `result=`, AVC and AppArmor verdicts). */
const failure: NeedleGroup = [
  { kind: 'unlike', prefix: 'success=', value: 'yes ' },
  { kind: 'unlike', prefix: 'res=', value: '1' },
  { kind: 'text', text: 'result=' },
  { kind: 'text', text: 'denied' },
  { kind: 'text', text: 'DENIED' },
];
