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
      words: () => rows(tables.errno).map(({ name }) => `-${name}`),
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
  const isNegative = argument.startsWith('-');
  const value = valueTable(tables.errno).value(isNegative ? argument.slice(1) : argument);
  if (value === undefined) throw usage(`Unknown errno, was ${argument}`);
  asked.exit = isNegative ? -value : value;
}
