/** Users: who runs, as whom, and who logged in. */

import type { Accounts } from '../../accounts/accounts.js';
import { type Attributes, NEVER_SET, UNSET } from '../../attributes/attributes.js';
import { startsWithDigit } from '../../bytes/numeric-argument.js';
import { usage } from '../../errors.js';
import type { Asked } from '../asked.js';
import { type Account, type Criterion, leaf } from '../criterion.js';
import { accountNumber, anyAccount, type IdSource, loggedName, noteUnknown, setAccount } from './account.js';
import type { CriterionKind, CriterionOption, TestSurroundings } from './descriptor.js';
import { unsigned } from './number.js';
import { smallNegative } from './session.js';

type UserName = 'uid' | 'euid' | 'auid';

/** The numbers that mean "any": unset for all but the login user, for whom one can search for "unset". */
const noFilter: Readonly<Record<UserName, number>> = { uid: UNSET, euid: UNSET, auid: NEVER_SET };

export const uid: CriterionKind<Account> = userCriterion(
  {
    field: 'uid',
    number: (from) => from.uid,
    named: (from) => from.namedUid,
    record: (from) => from.uidRecord,
  },
  [
    {
      ...option('user, by name or number', ['uid'], 'Effective user ID'), // sic
      spellings: ['-ui', '--uid'],
      inReports: ['-ui', '--uid'],
    },
  ],
);

export const euid: CriterionKind<Account> = userCriterion(
  { field: 'euid', number: (from) => from.euid, named: (from) => from.euid, record: (from) => from.euidRecord },
  [
    {
      ...option('effective user', ['euid'], 'User ID'),
      spellings: ['-ue', '--uid-effective'],
      ours: ['--euid'],
      inReports: ['-ue', '--uid-effective', '--euid'],
    },
  ],
);

const loginOption = option('user who logged in; -1: none', ['auid'], 'Login user ID');
const anyOption = option('any of these three', ['uid', 'euid', 'auid'], 'User ID');

export const auid: CriterionKind<Account> = userCriterion(
  { field: 'auid', number: (from) => from.auid, named: (from) => from.auid, record: (from) => from.auidRecord },
  [
    {
      ...loginOption,
      spellings: ['-ul', '--loginuid'],
      ours: ['--auid', '--login-uid'],
      inReports: ['-ul', '--loginuid', '--auid', '--login-uid'],
      dash: true,
      take: (asked, argument, context) => {
        if (!/^-[0-9]/.test(argument)) return loginOption.take(asked, argument, context);
        setAccount(asked, 'auid', { id: smallNegative(argument), name: asked.auid?.name }, noFilter.auid);
      },
    },
    {
      ...anyOption,
      spellings: ['-ua', '--uid-all'],
      inReports: ['-ua', '--uid-all'],
      take: (asked, argument, context) => {
        anyOption.take(asked, argument, context);
        asked.anyUid = true;
      },
    },
  ],
);

function userCriterion(source: IdSource, options: readonly CriterionOption[]): CriterionKind<Account> {
  return {
    groups: [source.field],
    byShape: true,
    test: (account, surroundings) => ({ on: 'attributes', holds: userTest(source, account, surroundings) }),
    // A name may be the log's own for any number. 0 and "unset" are also what a missing field counts as.
    needles: ({ id, name }) => (name !== undefined || !id ? undefined : unsigned(id, 'uid=')),
    options,
  };
}

function option(
  text: string,
  names: readonly UserName[],
  title: string,
): Pick<CriterionOption, 'group' | 'argument' | 'text' | 'take'> {
  return { group: 'Users and groups', argument: 'USER', text, take: takeUser(names, title) };
}

/** `names`: the ids that are to be this user's. */
function takeUser(names: readonly UserName[], title: string): CriterionOption['take'] {
  return (asked, argument, { accounts }) => {
    if (startsWithDigit(argument)) {
      const id = accountNumber(argument);
      if (typeof id === 'string') throw usage(`Numeric user ID conversion error (${id}) for ${argument}`);
      // BUG? A name given earlier is not forgotten.
      for (const name of names) setAccount(asked, name, { id, name: asked[name]?.name }, noFilter[name]);
      return;
    }
    const id = accounts.userId(argument);
    if (id === undefined) {
      noteUnknown(asked, argument, `${title} is non-numeric and unknown (${argument})`, accounts.userNames?.());
    }
    for (const name of names) setAccount(asked, name, { id, name: argument }, noFilter[name]);
  };
}

const NAMES: readonly UserName[] = ['uid', 'euid', 'auid'];

/**
 * BUG? As soon as one of uid, euid and auid is asked for by name, the numbers asked for are ignored; with `-ua` it is the
 * other way round, unless the uid has a name. (With that and a number for another id the original crashes; here each id
 * counts as it was asked for.)
 */
export function userTree(asked: Asked): Criterion[] {
  const accounts = NAMES.map((name) => asked[name]);
  if (asked.anyUid) {
    if (asked.uid?.name === undefined) return anyAccount(NAMES, accounts.map(byNumber));
    return [{ kind: 'or', of: NAMES.flatMap((name, i) => (accounts[i] ? [leaf(name, byName(accounts[i]))] : [])) }];
  }
  const isNamed = accounts.some((account) => account?.name !== undefined);
  return NAMES.flatMap((name, i) => {
    const account = accounts[i];
    if (!account) return [];
    return [leaf(name, isNamed && account.name === undefined ? {} : byName(account))];
  });
}

function byNumber(account: Account | undefined): Account | undefined {
  return account?.id === undefined ? account : { id: account.id };
}

function byName({ id, name }: Account): Account {
  return name === undefined ? { id } : { name };
}

function userTest(
  source: IdSource,
  { id, name }: Account,
  { accounts, seen }: TestSurroundings,
): (attributes: Attributes) => boolean {
  if (name === undefined) return id === undefined ? () => true : (from) => source.number(from) === id;
  return (from) => {
    const record = source.record(from);
    if (!record) return false;
    const number = source.named(from);
    const logged = loggedName(source, record, number);
    if (logged?.name === name) {
      seen(name);
      return true;
    }
    const isSystems = logged === undefined || !logged.isSure || number === 0;
    return isSystems && systemName(number ?? UNSET, accounts) === name;
  };
}

/** The name that the original compares: two are fixed, whatever the user database says. */
function systemName(id: number, accounts: Accounts): string | undefined {
  if (id === 0) return 'root';
  return id === UNSET ? 'unset' : accounts.userName(id);
}
