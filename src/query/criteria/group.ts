/** Groups, real and effective. */
import type { Attributes } from '../../attributes/attributes.js';
import { startsWithDigit } from '../../bytes/numeric-argument.js';
import { usage } from '../../errors.js';
import type { Asked } from '../asked.js';
import { type Account, type Criterion, leaf } from '../criterion.js';
import { accountNumber, anyAccount, type IdSource, loggedName, noteUnknown, setAccount } from './account.js';
import type { CriterionKind, CriterionOption, TestSurroundings } from './descriptor.js';
import { MAX_UINT, unsigned } from './number.js';

type GroupName = 'gid' | 'egid';

const NAMES: readonly GroupName[] = ['gid', 'egid'];

export const gid: CriterionKind<Account> = groupCriterion(
  { field: 'gid', number: (from) => from.gid, named: (from) => from.gid, record: (from) => from.gidRecord },
  [
    {
      ...option('group, by name or number', ['gid'], 'Group ID'),
      spellings: ['-gi', '--gid'],
      inReports: ['-gi', '--gid'],
    },
  ],
);

const anyOption = option('any of these two', NAMES, 'Group ID');

export const egid: CriterionKind<Account> = groupCriterion(
  { field: 'egid', number: (from) => from.egid, named: (from) => from.egid, record: (from) => from.egidRecord },
  [
    {
      ...option('effective group', ['egid'], 'Effective group ID'),
      spellings: ['-ge', '--gid-effective'],
      ours: ['--egid'],
      inReports: ['-ge', '--gid-effective', '--egid'],
    },
    {
      ...anyOption,
      spellings: ['-ga', '--gid-all'],
      inReports: ['-ga', '--gid-all'],
      take: (asked, argument, context) => {
        anyOption.take(asked, argument, context);
        asked.anyGid = true;
      },
    },
  ],
);

function groupCriterion(source: IdSource, options: readonly CriterionOption[]): CriterionKind<Account> {
  return {
    groups: [source.field],
    byShape: true,
    test: (account, surroundings) => ({ on: 'attributes', holds: groupTest(source, account, surroundings) }),
    needles: ({ id, name }) => (name !== undefined || !id ? undefined : unsigned(id, 'id=')),
    options,
  };
}

function option(
  text: string,
  names: readonly GroupName[],
  title: string,
): Pick<CriterionOption, 'group' | 'argument' | 'text' | 'take'> {
  return { group: 'Users and groups', argument: 'GROUP', text, take: takeGroup(names, title) };
}

/** A later number replaces a group name, which was only another way to write a number. */
function takeGroup(names: readonly GroupName[], title: string): CriterionOption['take'] {
  return (asked, argument, { accounts }) => {
    if (startsWithDigit(argument)) {
      const id = accountNumber(argument);
      if (typeof id === 'string') throw usage(`Numeric group ID conversion error (${id}) for ${argument}`);
      for (const name of names) setAccount(asked, name, { id }, MAX_UINT);
      return;
    }
    const id = accounts.groupId(argument);
    if (id === undefined) {
      noteUnknown(asked, argument, `${title} is non-numeric and unknown (${argument})`, accounts.groupNames?.());
    }
    for (const name of names) setAccount(asked, name, { id, name: argument }, MAX_UINT);
  };
}

export function groupTree(asked: Asked): Criterion[] {
  const accounts = NAMES.map((name) => asked[name]);
  if (asked.anyGid) return anyAccount(NAMES, accounts);
  return NAMES.flatMap((name, i) => (accounts[i] ? [leaf(name, accounts[i])] : []));
}

/** The original turns group names into numbers at once; the log's own name for the number comes first here. */
function groupTest(
  source: IdSource,
  { id, name }: Account,
  { seen }: TestSurroundings,
): (attributes: Attributes) => boolean {
  const isNumber = (from: Attributes): boolean => id !== undefined && source.number(from) === id;
  if (name === undefined) return id === undefined ? () => true : isNumber;
  return (from) => {
    const record = source.record(from);
    const logged = record && loggedName(source, record, source.number(from));
    if (logged?.name === name) {
      seen(name);
      return true;
    }
    return (logged === undefined || !logged.isSure || id === 0) && isNumber(from);
  };
}
