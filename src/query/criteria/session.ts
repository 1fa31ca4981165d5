import { NEVER_SET } from '../../attributes/attributes.js';
import { digitsArgument, signedArgument, startsWithDigit } from '../../bytes/numeric-argument.js';
import { usage } from '../../errors.js';
import type { Asked } from '../asked.js';
import type { CriterionKind } from './descriptor.js';
import { MAX_UINT, numberCriterion } from './number.js';

export const session: CriterionKind<number> = numberCriterion({
  group: 'session',
  byShape: true,
  number: (from) => from.session,
  prefixes: ['ses='],
  options: [
    {
      spellings: ['--session'],
      ours: ['--ses'],
      inReports: ['--session', '--ses'],
      group: 'Process',
      argument: 'ID',
      text: 'login session; -1: none',
      dash: true,
      take,
    },
  ],
});

function take(asked: Asked, argument: string): void {
  const id = sessionId(argument);
  if (id === NEVER_SET) delete asked.session;
  else asked.session = id;
}

function sessionId(argument: string): number {
  if (/^-[0-9]/.test(argument)) return smallNegative(argument);
  if (!startsWithDigit(argument)) throw usage(`Session id must be a numeric value, was ${argument}`);
  const id = digitsArgument(argument, MAX_UINT);
  if (typeof id === 'string') throw usage(`Error converting ${argument}`);
  return id;
}

/** A signed number as 32 unsigned bits: -1 is "unset", -2 "no filter". */
export function smallNegative(argument: string): number {
  const value = signedArgument(argument, -2147483648n, 2147483647n);
  if (value === undefined) throw usage(`Error converting ${argument}`);
  return Number(value) >>> 0;
}
