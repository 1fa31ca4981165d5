import { didYouMean } from '../../bytes/nearest-word.js';
import { digitsArgument, startsWithDigit } from '../../bytes/numeric-argument.js';
import { usage } from '../../errors.js';
import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';
import { isNewerType, recordTypeName, recordTypeNumber } from '../../tables/record-types.js';
import type { Asked } from '../asked.js';
import type { ArgumentContext, CriterionKind } from './descriptor.js';
import { MAX_INT } from './number.js';

/** Record types, one of which some record of the event must have. */
export const type: CriterionKind<readonly number[]> = {
  groups: [],
  byShape: true,
  test: (types) => {
    const set = new Set(types);
    return { on: 'event', holds: ({ records }) => records.some((record) => set.has(record.type)) };
  },
  // Types written in another way than by name are not canonical, and the kernel lets such lines through.
  needles: (types) =>
    types.map((number) => ({ kind: 'text', text: `type=${recordTypeName(number) ?? `UNKNOWN[${number}]`} ` })),
  options: [
    {
      spellings: ['-m', '--message'],
      ours: ['--type', '--types'],
      inReports: ['--message', '--type', '--types'],
      group: 'When and which event',
      argument: 'TYPES',
      text: 'events with a record of one of these types, separated by commas',
      take,
      whenMissing: typeList,
      words: () => ['ALL', ...typeNames()],
    },
  ],
};

function take(asked: Asked, argument: string, { forPeople }: ArgumentContext): void {
  if (argument.toUpperCase() === 'ALL') return;
  const parts = argument.includes(',') ? argument.split(',').filter((part) => part !== '') : [argument];
  const types = [...(asked.type ?? []), ...parts.map((part) => typeNumber(part, forPeople))];
  if (types.length > 0) asked.type = types;
}

function typeNumber(part: string, forPeople: boolean): number {
  if (startsWithDigit(part)) {
    const value = digitsArgument(part, MAX_INT);
    if (typeof value === 'number') return value;
    throw usage(`Numeric message type conversion error (${value}) for ${part}${forPeople ? '' : `\n${typeList()}`}`);
  }
  const number = recordTypeNumber(part);
  if (number >= 0) return number;
  const meant = didYouMean(part, typeNames());
  throw usage(forPeople || meant !== '' ? `${part} is no record type${meant}` : typeList());
}

const FIRST_LISTED = 1005;
const LAST_LISTED = 2599;

function typeNames(isListed = (_type: number): boolean => true): string[] {
  return rows(tables.recordTypes)
    .filter(({ number }) => number >= FIRST_LISTED && number <= LAST_LISTED && isListed(number))
    .sort((one, other) => one.number - other.number)
    .map(({ name }) => name);
}

/** What `-m` prints for every kind of error, in the words of 4.2.1. */
function typeList(): string {
  return `Valid message types are: ALL ${typeNames((type) => !isNewerType(type)).join(' ')} `;
}
