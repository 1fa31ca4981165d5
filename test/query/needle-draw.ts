/** Random queries and random records, in which what a query looks for often stands, or nearly. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Accounts } from '../../src/accounts/accounts.js';
import { parseSearchOptions } from '../../src/cli/ausearch/options.js';
import { cLocale } from '../../src/locale/locale.js';
import { allOf, type Criterion, leaf } from '../../src/query/criterion.js';
import type { Query } from '../../src/query/query.js';
import { meeting } from './needle-meeting.js';

const id = fc.constantFrom('0', '1', '3', '12', '12', '13', '1000', '1001', '4294967294', '4294967295');
const processId = fc.constantFrom('0', '1', '12', '13', '1000');
const user = fc.oneof(id, fc.constantFrom('root', 'bob', 'nobody-knows'));
const text = fc.constantFrom(
  ...['sh', '/', 'null', 'k1', '/tmp/a b', '/tmp/a p', './x', '/home/bob', '10.0.0.1', 'pts0', 'none', 'u:r', 'cat'],
  ...['root', '/home/bob/'],
);
const labels = fc.constantFrom('u:r', 'cat', 'root', 'k1');

/** Options and what may follow them; criteria that change each other's meaning are drawn together, in any order. */
const arguments_: Readonly<Record<string, fc.Arbitrary<string> | undefined>> = {
  '-p': processId, '-pp': processId, '-ui': user, '-ue': user, '-ul': user, '-ua': user, '-gi': user, '-ge': user, '-ga': user,
  '--session': id, '-sc': fc.constantFrom('0', '2', '59', '257'), '-e': fc.constantFrom('0', '3', '-13', '-ENOENT'),
  '-a': fc.constantFrom('1', '2', '3'), '-m': fc.constantFrom('SYSCALL', 'PATH', 'AVC,USER_AVC', 'CWD,LOGIN', '1420,PATH'),
  '-f': text, '-hn': text, '-tm': text, '-x': text, '-c': text, '-k': text, '-uu': text, '-vm': text, '-su': labels, '-o': labels,
  '-se': labels, '--arch': fc.constantFrom('b64', 'b32'), '--descendants-of': processId, '-sv': fc.constantFrom('no', 'no', 'yes'), '-n': fc.constantFrom('one', 'two'), '-w': undefined,
  '--where': fc.constantFrom(
    ...['pid=12', 'pid!=12', 'exe=cat', 'comm~a', 'auid=bob', 'uid=root', 'uid=0', 'syscall=open', 'exit=EACCES', 'a0=1'],
    ...['proctitle~/tmp/a b', 'proctitle=cat /tmp', 'key=k1', 'name=/tmp/a b', 'success=no', 'tty=none', 'AUID=bob', 'res=1'],
    ...['id=12', 'cwd=/tmp/a b', 'name~k1', 'path~tmp', 'syscall=257', 'syscall=read', 'uuid=cat', 'hostname=12', 'ses=3'],
  ),
}; // biome-ignore format: one glance

const options = fc
  .constantFrom(
    ...[
      Object.keys(arguments_),
      ['-ui', '-ue', '-ul', '-ua'],
      ['-gi', '-ge', '-ga'],
      ['-su', '-o', '-se', '-w'],
      ['-n', '-m'],
      ['-n'],
    ],
    Object.keys(arguments_),
  )
  .chain((names) =>
    fc.oneof(...[1, 4].map((maxLength) => fc.array(fc.constantFrom(...names), { minLength: 1, maxLength }))),
  )
  .chain((names) => fc.tuple(...names.map((name) => (arguments_[name] ?? fc.constant('')).map((word) => [name, word]))))
  .map((words) =>
    archFirst(words)
      .flat()
      .filter((word) => word !== ''),
  );

/** It must stand before a system call, and once. */
function archFirst(words: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const isArch = ([option]: readonly string[]): boolean => option === '--arch';
  return [...words.filter(isArch).slice(0, 1), ...words.filter((word) => !isArch(word))];
}

const users: ReadonlyMap<string, number> = new Map([
  ['root', 0],
  ['bob', 1000],
]);
export const accounts: Accounts = {
  userId: (name: string) => users.get(name),
  groupId: (name: string) => users.get(name),
  userName: (number: number) => (number === 0 ? 'root' : number === 1000 ? 'bob' : undefined),
  groupName: (number: number) => (number === 0 ? 'root' : number === 12 ? 'bob' : undefined),
};

function queryOf(words: readonly string[]): Query {
  const context = { accounts, machine: 'x86_64', forPeople: false, times: () => ({ locale: cLocale() }) };
  const command = parseSearchOptions(words, context);
  if (command.kind !== 'search') assert.fail();
  const { query, lineage } = command.config;
  if (lineage === undefined || !('pid' in lineage.of)) return query;
  return { ...query, criterion: allOf([...(query.criterion ? [query.criterion] : []), familyOf(lineage.of.pid)]) };
}

/** What the log would have told of a process and its child, which has the next number: on one of the nodes it ends soon. */
function familyOf(pid: number): Criterion {
  const [from, end] = [1_700_000_000_000, 1_700_000_000_002];
  return leaf(
    'lifetime',
    [pid, pid + 1].flatMap((one) => [
      { pid: one, node: undefined, from, to: Number.MAX_SAFE_INTEGER },
      { pid: one, node: 'one', from, to: end },
    ]),
  );
}

export const query: fc.Arbitrary<Query> = options.map(queryOf);

const number = fc.constantFrom(
  '0',
  '1',
  '12',
  '012',
  '+12',
  '-13',
  '4294967308',
  '1000',
  '4294967295',
  '3',
  ' ',
  'x',
  '59',
  '257',
  '"12"',
);
const string = fc.constantFrom(
  '"cat"',
  '"/tmp/a b"',
  '636174',
  '(null)',
  '6B31016B32',
  '2f746d702f6120620963',
  '2F746D702F61207',
  "'/tmp/a b\"c'",
  '"/tmp/a b',
  'cat',
  '/dev/null',
  './x',
  '"./x"',
  '/home/bob',
  '?',
  '636174002F746D702F6120620063',
);
const field = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      'pid',
      'ppid',
      'uid',
      'auid',
      'euid',
      'gid',
      'egid',
      'ses',
      'syscall',
      'exit',
      'id',
      'a0',
      'a1',
      'uring_op',
    ),
    number,
  ),
  fc.tuple(
    fc.constantFrom(
      'comm',
      'exe',
      'name',
      'path',
      'cwd',
      'key',
      'tty',
      'terminal',
      'subj',
      'obj',
      'vm',
      'uuid',
      'hostname',
      'profile',
      'proctitle',
    ),
    string,
  ),
  fc.tuple(
    fc.constantFrom('success', 'res', 'apparmor', 'result'),
    fc.constantFrom(
      'yes',
      'no',
      '1',
      '0',
      'failed',
      "success'",
      "failed'",
      '4294967296',
      '10',
      '"DENIED"',
      'yes,',
      'Success)',
      '1x',
    ),
  ),
  fc.tuple(fc.constant('avc:  denied  { read } for x'), fc.constant('1')),
  fc.tuple(
    fc.constant('saddr'),
    fc.constantFrom(
      '020000500A0000010000000000000000',
      '01002F746D702F6120620000',
      '01002f746d702f6120620',
      '01000063617400',
      '0200',
      '010061',
      '0100',
      '100000000000',
      '(null)',
    ),
  ),
);
const record: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      'SYSCALL',
      'PATH',
      'CWD',
      'AVC',
      'USER_LOGIN',
      'LOGIN',
      'SOCKADDR',
      'CONFIG_CHANGE',
      'NETFILTER_CFG',
      'UNKNOWN[1420]',
      'syscall',
      'URINGOP',
    ),
    fc.integer({ min: 1, max: 4 }),
    fc.array(field, { maxLength: 12, size: 'max' }),
    fc.constantFrom(
      ' ',
      ' ',
      '',
      '\x1dUID="root" AUID="bob" SYSCALL=open',
      '\x1dUID="bob" AUID="root GID=root EGID="bob"',
    ),
    fc.constantFrom('', '', 'node=one ', 'node=two '),
  )
  .map(
    ([type, serial, fields, end, node]) =>
      `${node}type=${type} msg=audit(1700000000.00${serial}:${serial}): ${fields.map(([n, v]) => `${n}=${v}`).join(' ')}${end}\n`,
  );

export interface Search {
  readonly query: Query;
  readonly lines: readonly string[];
}

/** A query, and a log of random records and of events that may meet it. */
export const search: fc.Arbitrary<Search> = options.chain((words) =>
  fc.record({
    query: fc.constant(queryOf(words)),
    lines: fc
      .tuple(
        fc.array(record, { maxLength: 8, size: 'max' }),
        fc.array(meeting(words), { maxLength: 3, size: 'max' }),
        fc.boolean(),
      )
      .map(([others, met, isFirst]) => (isFirst ? [...met.flat(), ...others] : [...others, ...met.flat()])),
  }),
);
