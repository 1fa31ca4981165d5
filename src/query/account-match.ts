/** Searching for users and groups, by number or by name (spec ausearch section 6, items 4 and 5). */
import type { Accounts } from '../accounts/accounts.js';
import { type Attributes, UNSET } from '../attributes/extractor.js';
import { readUnsigned } from '../bytes/c-number.js';
import { someField } from '../bytes/fields.js';
import { enrichedName } from '../log/enrichment.js';
import type { AuditRecord } from '../log/record.js';
import type { AccountCriterion, Query } from './query.js';

type AttributeTest = (attributes: Attributes) => boolean;

export interface NameLookup {
  readonly accounts: Accounts;
  /** Told of every name in the log's own enrichment that a criterion asks for. */
  readonly seen: (name: string) => void;
}

/** One id of an event: its number and the record that may carry its name. */
interface IdSource {
  readonly field: string;
  readonly number: (attributes: Attributes) => number;
  /** The number that has a name: for uid not always the number itself. */
  readonly named: (attributes: Attributes) => number | undefined;
  readonly record: (attributes: Attributes) => AuditRecord | undefined;
}

const uid: IdSource = {
  field: 'uid',
  number: (from) => from.uid,
  named: (from) => from.namedUid,
  record: (from) => from.uidRecord,
};
const euid = idSource(
  'euid',
  (from) => from.euid,
  (from) => from.euidRecord,
);
const auid = idSource(
  'auid',
  (from) => from.auid,
  (from) => from.auidRecord,
);
const gid = idSource(
  'gid',
  (from) => from.gid,
  (from) => from.gidRecord,
);
const egid = idSource(
  'egid',
  (from) => from.egid,
  (from) => from.egidRecord,
);

function idSource(
  field: string,
  number: (attributes: Attributes) => number,
  record: (attributes: Attributes) => AuditRecord | undefined,
): IdSource {
  return { field, number, named: number, record };
}

type Asked = readonly [IdSource, AccountCriterion | undefined];

/**
 * BUG? As soon as one of uid, euid and auid is asked for by name, the numbers asked for are ignored (spec ausearch 6.4);
 * with `-ua` it is the other way round, unless the uid has a name. (With that and a number for another id the original
 * crashes; here each id counts as it was asked for.)
 */
export function userTests(
  { uid: user, euid: effective, auid: login, anyUid }: Query,
  lookup: NameLookup,
): AttributeTest[] {
  const asked: readonly Asked[] = [
    [uid, user],
    [euid, effective],
    [auid, login],
  ];
  const asAsked = (source: IdSource, criterion: AccountCriterion): AttributeTest =>
    criterion.name === undefined ? numberTest(source, criterion) : nameTest(source, criterion, lookup);
  if (anyUid && user?.name === undefined) return testsOf(asked, numberTest, true);
  if (anyUid)
    return testsOf(
      asked.filter(([, criterion]) => criterion),
      asAsked,
      true,
    );
  const named = asked.filter(([, criterion]) => criterion?.name !== undefined);
  return testsOf(named.length > 0 ? named : asked, asAsked, false);
}

/** The original turns group names into numbers at once; the log's own name for the number comes first here. */
export function groupTests({ gid: group, egid: effective, anyGid }: Query, lookup: NameLookup): AttributeTest[] {
  const asked: readonly Asked[] = [
    [gid, group],
    [egid, effective],
  ];
  const make = (source: IdSource, criterion: AccountCriterion): AttributeTest =>
    criterion.name === undefined ? numberTest(source, criterion) : groupNameTest(source, criterion, lookup);
  return testsOf(asked, make, anyGid);
}

/** All given criteria must hold; or one of them, and then one that is not given holds for every event (BUG?). */
function testsOf(
  asked: readonly Asked[],
  make: (source: IdSource, criterion: AccountCriterion) => AttributeTest,
  any: boolean | undefined,
): AttributeTest[] {
  const tests = asked.flatMap(([source, criterion]) => (criterion ? [make(source, criterion)] : []));
  if (!any) return tests;
  return asked.some(([, criterion]) => !criterion) ? [] : [anyOf(tests)];
}

function anyOf(tests: readonly AttributeTest[]): AttributeTest {
  return (attributes) => tests.some((test) => test(attributes));
}

function numberTest({ number }: IdSource, { id }: AccountCriterion): AttributeTest {
  return (attributes) => number(attributes) === id;
}

function nameTest({ field, named, record }: IdSource, { name }: AccountCriterion, lookup: NameLookup): AttributeTest {
  return (attributes) => {
    const source = record(attributes);
    if (!source) return false;
    const logged = loggedName(source, field, named(attributes));
    if (logged === undefined) return systemName(named(attributes) ?? UNSET, lookup.accounts) === name;
    if (logged !== name) return false;
    lookup.seen(name);
    return true;
  };
}

function groupNameTest(
  { field, number, record }: IdSource,
  { id, name }: AccountCriterion,
  lookup: NameLookup,
): AttributeTest {
  return (attributes) => {
    const source = record(attributes);
    const logged = source && loggedName(source, field, number(attributes));
    if (logged === undefined || name === undefined) return id !== undefined && number(attributes) === id;
    if (logged === name) lookup.seen(name);
    return logged === name;
  };
}

/** The log's own name for `id`, provided that it is the number in the record's first field of that name (BUG? spec 5.1). */
function loggedName(record: AuditRecord, field: string, id: number | undefined): string | undefined {
  if (!record.isEnriched) return undefined;
  let isSame = false;
  someField(record.text, field, (raw) => {
    isSame = readUnsigned(raw, 0, raw.length) === id;
    return true;
  });
  return isSame ? enrichedName(record, field) : undefined;
}

/** The name that the original compares: two are fixed, whatever the user database says. */
function systemName(id: number, accounts: Accounts): string | undefined {
  if (id === 0) return 'root';
  return id === UNSET ? 'unset' : accounts.userName(id);
}
