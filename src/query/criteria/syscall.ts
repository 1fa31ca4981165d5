import { didYouMean } from '../../bytes/nearest-word.js';
import { digitsArgument, startsWithDigit } from '../../bytes/numeric-argument.js';
import { usage } from '../../errors.js';
import { rows } from '../../tables/lookup.js';
import { type Machine, machineByName, syscallNumber } from '../../tables/syscalls.js';
import type { Asked } from '../asked.js';
import type { ArgumentContext, CriterionKind } from './descriptor.js';
import { MAX_INT, numberCriterion, unsigned } from './number.js';

const base = numberCriterion({
  group: 'syscall',
  byShape: true,
  number: (from) => from.syscall,
  prefixes: ['syscall=', 'uring_op='],
  options: [
    {
      spellings: ['-sc', '--syscall'],
      inReports: ['-sc', '--syscall'],
      group: 'System call',
      argument: 'CALL',
      text: 'system call, by name or number',
      words: () => callNames(machineByName(USUAL)),
      take,
    },
  ],
});

export const syscall: CriterionKind<number> = {
  ...base,
  // BUG? No system call counts as number 0.
  needles: (value) => (value === 0 ? undefined : unsigned(value, 'syscall=', 'uring_op=')),
};

function take(asked: Asked, argument: string, { machine }: ArgumentContext): void {
  if (startsWithDigit(argument)) {
    const value = digitsArgument(argument, MAX_INT);
    if (typeof value === 'string') throw usage(`Syscall numeric conversion error (${value}) for ${argument}`);
    asked.syscall = value;
    return;
  }
  const searched = machineByName(asked.arch ?? machine);
  if (!searched) throw usage('Error detecting machine type', { endLine: false });
  const value = syscallNumber(searched, argument);
  if (value === undefined) throw usage(`Syscall ${argument} not found${didYouMean(argument, callNames(searched))}`);
  asked.syscall = value;
  asked.arch = searched.name;
}

/** The most usual machine. */
const USUAL = 'x86_64';

function callNames(machine: Machine | undefined): readonly string[] {
  return machine ? rows(machine.syscalls).map(({ name }) => name) : [];
}
