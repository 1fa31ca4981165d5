import { didYouMean } from '../../bytes/nearest-word.js';
import { signedArgument } from '../../bytes/numeric-argument.js';
import { usage } from '../../errors.js';
import * as tables from '../../tables/generated/tables.js';
import { rows, valueTable } from '../../tables/lookup.js';
import type { Asked } from '../asked.js';
import type { CriterionKind } from './descriptor.js';

export const exit: CriterionKind<number | bigint> = {
  groups: ['exit'],
  test: (value) => ({ on: 'attributes', holds: (from) => from.exit === value }),
  needles: (value) => [{ kind: 'signed', prefix: 'exit=', value: String(value) }],
  options: [
    {
      spellings: ['-e', '--exit'],
      inReports: ['--exit'],
      group: 'System call',
      argument: 'CODE',
      text: 'exit code: -13, -EACCES',
      words: () => errorNames('-'),
      dash: true,
      take,
    },
  ],
};

function take(asked: Asked, argument: string): void {
  if (/^-?[0-9]/.test(argument)) {
    const value = signedArgument(argument, -(2n ** 63n), 2n ** 63n - 1n);
    if (value === undefined) throw usage(`Error converting ${argument}`);
    asked.exit = value;
    return;
  }
  const sign = argument.startsWith('-') ? '-' : '';
  const value = valueTable(tables.errno).value(argument.slice(sign.length));
  if (value === undefined) throw usage(`Unknown errno, was ${argument}${didYouMean(argument, errorNames(sign))}`);
  asked.exit = sign === '-' ? -value : value;
}

function errorNames(sign: '-' | ''): readonly string[] {
  return rows(tables.errno).map(({ name }) => sign + name);
}
