import { digitsArgument, startsWithDigit } from '../../bytes/numeric-argument.js';
import { usage } from '../../errors.js';
import type { Asked } from '../asked.js';
import type { CriterionKind } from './descriptor.js';
import { MAX_UINT } from './number.js';

export const serial: CriterionKind<number> = {
  groups: [],
  test: (value) => ({ on: 'identity', holds: (event) => event.serial === value }),
  needles: () => undefined, // the scan compares it itself
  options: [
    {
      spellings: ['-a', '--event'],
      ours: ['--serial'],
      inReports: ['--serial'],
      group: 'When and which event',
      argument: 'ID',
      text: 'the event with this serial number',
      take,
    },
  ],
};

function take(asked: Asked, argument: string): void {
  if (!startsWithDigit(argument)) throw usage(`Audit event id must be a numeric value, was ${argument}`);
  const value = digitsArgument(argument, MAX_UINT);
  if (typeof value === 'string') throw usage('Illegal value for audit event ID', { endLine: false });
  // BUG? The largest serial cannot be searched.
  if (value === MAX_UINT) delete asked.serial;
  else asked.serial = value;
}
