import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ruleSetOfLines } from '../../../src/rules/model/rule-set.js';
import { compareSets } from '../../../src/rules/prove/compare.js';
import type { Comparison } from '../../../src/rules/prove/difference.js';
import { witnessText } from '../../../src/rules/prove/witness.js';
import { draws } from '../../support/draws.js';
import { eventsOf, faultOfDiff } from './brute-force.js';
import { rulePairs } from './universe.js';

const runs = draws(40);
const events = eventsOf(100);

const compareLines = (one: readonly string[], other: readonly string[]): Comparison =>
  compareSets(ruleSetOfLines(one), ruleSetOfLines(other));

test('no difference that brute force finds is missed, and every witness is one', () => {
  const isRight = ([one, other]: readonly [readonly string[], readonly string[]]): void =>
    assert.equal(faultOfDiff(one, other, events()), undefined);
  fc.assert(fc.property(rulePairs, isRight), { numRuns: runs });
});

test('a rule set is equal to itself, and to itself in another spelling', () => {
  const watch = ['-w /etc/shadow -p wa -k s'];
  assert.deepEqual(compareLines(watch, ['-a always,exit -F path=/etc/shadow -F perm=wa -k s']).differences, []);
  const one = ['-a always,exit -F arch=b64 -S open,unlink -F auid!=unset -k x'];
  const two = [
    '-a always,exit -F arch=b64 -S unlink -F auid!=-1 -k x',
    '-a always,exit -F arch=b64 -S open -F auid!=4294967295 -k x',
  ];
  assert.deepEqual(compareLines(one, two), { ...compareLines(one, two), differences: [], unsettled: [] });
});

test('a rule without key leaves the key of the watch that was hit when its file went', () => {
  const { differences } = compareLines(
    ['-a always,exit -S 87', '-a always,exit -S 87 -F path=/p -k two'],
    ['-a always,exit -S 87'],
  );
  assert.deepEqual([...new Set(differences.map(({ kind, one }) => `${kind} ${one.key}`))], ['key two']);
});

test('… also with a rule with a key between the two', () => {
  const between = ['-a always,exit -S 87', '-a always,exit -S all -k two'];
  const { differences } = compareLines([...between, '-a always,exit -S all -F path=/p -k two'], between);
  const ofCalls = differences.filter(({ witness }) => witness.uring_op === undefined);
  assert.deepEqual([...new Set(ofCalls.map(({ kind, one }) => `${kind} ${one.key}`))], ['key two']);
});

test('witnesses are the smallest events that people would think of', () => {
  const [difference] = compareLines(
    ['-a always,exit -F path=/etc/shadow -k s'],
    ['-a always,exit -F path=/etc/shadow -F success=1 -k s'],
  ).differences;
  assert.ok(difference);
  assert.match(witnessText(difference.witness), /of \/etc\/shadow by uid 1000, auid 1000, b64/);
  const removal = compareLines(
    ['-a always,exit -F arch=b64 -S unlink -F path=/etc/shadow -F success!=0 -k s'],
    ['-a always,exit -F arch=b64 -S unlink -F dir=/etc/shadow -F success!=0 -k s'],
  );
  assert.ok(removal.differences.some(({ kind, witness }) => kind === 'only second' && witness.syscall === 87));
});

test('operations of io_uring are looked at, inside their call and in a worker', () => {
  const [twins, one] = [['b64', 'b32'].map((arch) => `-F arch=${arch} `), ['']].map((forms) =>
    forms.map((form) => `-a always,exit ${form}-F path=/p -k p`),
  );
  const { differences } = compareLines(twins ?? [], one ?? []);
  assert.deepEqual(
    differences.map(({ kind, witness }) => `${kind} ${witnessText(witness)}`),
    ['only second openat of /p through an io_uring worker by uid 1000, auid 1000'],
  );
  const enter = '-a never,exit -S io_uring_enter';
  const openat = '-a always,io_uring -S openat -k u';
  const inside = compareLines([enter, openat], [openat, enter]).differences;
  assert.deepEqual(
    inside.map(({ kind, witness }) => `${kind} ${witness.syscall} ${witness.uring_op}`),
    ['only second 426 18'],
  );
});

test('a rule of the exit list behind one about the file keeps the io_uring list from being asked', () => {
  const one = ['-a always,exit -F arch=b32 -S 2 -F path=/p'];
  const two = [
    '-a always,io_uring -S openat -k iu',
    '-a never,exit -S 426 -F inode=12 -k one',
    '-a always,exit -S 426 -k two',
  ];
  assert.equal(faultOfDiff(one, two, []), undefined);
});

test('each file of an event has an owner of its own', () => {
  const rule = (condition: string): readonly string[] => [`-a always,exit -F arch=b64 -S unlink ${condition}`];
  const { differences } = compareLines(rule('-F obj_uid=0'), rule('-F obj_uid>=0'));
  assert.deepEqual([...new Set(differences.map(({ kind }) => kind))], ['only second']);
  const ofOne = compareLines(rule('-F path=/p -F obj_uid=0'), rule('-F path=/p')).differences;
  assert.deepEqual([...new Set(ofOne.map(({ kind }) => kind))], ['only second']);
});

const otherLists: readonly (readonly [
  one: readonly string[],
  other: readonly string[],
  expected: readonly string[],
])[] = [
  [['-a never,task'], ['-a always,task'], ['only second a new process of a parent with uid 1000, auid 1000']],
  [['-a never,task -F uid=0'], ['-a never,task -F uid<1'], []],
  [['-a never,task -F auid=-1'], ['-a never,task -F auid>4294967294'], []],
  [['-a never,user -F uid=0'], ['-a never,user -F uid<1'], []],
  [
    ['-a never,user -F uid=0'],
    ['-a always,user -F pid=1', '-a never,user -F uid=0'],
    ['only second a USER_LOGIN message of a process with uid 0, auid 1000, pid 1'],
  ],
  [['-a always,exclude -F msgtype=CWD'], ['-a never,exclude -F msgtype>=1307 -F msgtype<1308'], []],
  [
    ['-a always,exclude -F msgtype=CWD'],
    ['-a always,exclude -F msgtype=CWD -F uid!=0'],
    ['only second a CWD record of a process with uid 0, auid 1000'],
  ],
  // A field that the list does not know ends the search.
  [
    ['-a always,exclude -F msgtype=CWD'],
    ['-a always,exclude -F pid=7 -F euid=0', '-a always,exclude -F msgtype=CWD'],
    ['only second a CWD record of a process with uid 1000, auid 1000, pid 7'],
  ],
  [
    ['-a never,filesystem -F fstype=0x9fa0'],
    ['-a never,filesystem -F fstype=0x9fa0', '-a always,filesystem -F fstype=1'],
    [],
  ],
  [['-a never,filesystem -F fstype=0x9fa0'], [], ['only second files of file systems of type 0x9fa0']],
];

for (const [one, other, expected] of otherLists) {
  test(`lists by what they do: ${one.join('; ')} and ${other.join('; ')}`, () => {
    const { differences, unsettled } = compareLines(one, other);
    assert.deepEqual(
      differences.map(({ kind, subject }) => `${kind} ${subject}`),
      expected,
    );
    assert.deepEqual(unsettled, []);
  });
}

test('order counts for calls that take two files', () => {
  const [one, two] = ['-a always,exit -F dir=/d -k d', '-a never,exit -F dir=/e'];
  const ofDirectories = compareLines([one, two], [two, one]).differences;
  assert.ok(ofDirectories.some(({ witness }) => /^\w+ of \/d\/file \w+ \/e\/file/.test(witnessText(witness))));
  const [script, shell] = ['-a always,exit -F path=/s -k s', '-a never,exit -F path=/sh'];
  const all = '-a always,exit -F arch=b64 -S execve -k all';
  const ofPrograms = compareLines([script, shell, all], [shell, all]).differences;
  assert.ok(ofPrograms.some(({ witness }) => witnessText(witness).startsWith('execve of /s and /sh')));
  // Rules that were put in front are filed behind once their file is replaced.
  const first = '-a always,exit -F arch=b64 -S mkdir -F path=/p -k first';
  const second = '-a always,exit -F arch=b64 -S mkdir -F path=/p -k second';
  const filed = compareLines([first, second.replace('-a', '-A')], [second, first]).differences;
  assert.ok(filed.length > 0);
});

test('records that both sets drop hide no difference', () => {
  const dropped = '-a always,exclude -F auid=1000';
  const { differences } = compareLines([dropped, '-a always,exit -S 39 -k a'], [dropped]);
  assert.ok(differences.length > 0);
  for (const { witness } of differences) assert.notEqual(witness.auid, 1000);
});

test('two thousand rules are compared with two thousand others', () => {
  const lines = (key: string): readonly string[] =>
    Array.from({ length: 2000 }, (_, i) => `-w /srv/file${i} -p wa -k ${i === 1999 ? key : 'k'}`);
  const { differences, unsettled } = compareLines(lines('one'), [...lines('two')].reverse());
  assert.deepEqual(unsettled, []);
  assert.deepEqual(
    differences.map(({ kind, one, witness }) => `${kind} ${one.rule}: ${witnessText(witness)}`),
    [
      'key -w /srv/file1999 -p wa -k one: open of /srv/file1999 by uid 1000, auid 1000, b64, a1 0x1',
      // Of two files in one call the rule that stands in front gives the key.
      'key -w /srv/file0 -p wa -k k: rename of /srv/file0 to /srv/file1999 by uid 1000, auid 1000, b64',
    ],
  );
});

test('a call may take two files that no rule tells apart', () => {
  const rule = ['-a always,exit -F arch=b64 -S execve -F obj_uid!=0 -F obj_uid=0 -k k'];
  assert.deepEqual(
    compareLines(rule, []).differences.map(({ kind, witness }) => `${kind} ${witness.names?.length}`),
    ['only first 2'],
  );
});

test('a renaming that fails is of the folders only', () => {
  const rule = ['-a always,exit -F arch=b64 -S rename -F path=/d -F exit!=0 -k k'];
  const [difference] = compareLines(rule, []).differences;
  assert.equal(difference?.kind, 'only first');
});

test('a watch that hits nothing makes others be asked early', () => {
  const owned = '-a always,exit -S all -F path=/other -F obj_uid=0 -k o';
  const watch = '-a always,exit -F arch=b64 -S rename -F path=/p -F exit<0 -k w';
  const { differences } = compareLines([owned, watch], [owned]);
  assert.deepEqual([...new Set(differences.map(({ kind }) => kind))], ['only first']);
  assert.ok(differences.every(({ witness }) => witness.early?.some(({ gone }) => gone === '/p')));
});

test('a search that would take too long is ended, and that is said', () => {
  const [one, other] = ['one', 'two'].map((key) => ruleSetOfLines([`-a always,exit -S all -F dir=/d -k ${key}`]));
  assert.ok(one && other);
  assert.deepEqual(compareSets(one, other, { budget: { left: 10 } }).unsettled, ['too large: the search was ended']);
  assert.deepEqual(compareSets(one, other).unsettled, []);
});

test('what one of many files shows that are treated alike, the others show by themselves', () => {
  const lines = (keys: string): readonly string[] =>
    Array.from({ length: 40 }, (_, i) => `-a always,exit -F path=/srv/file${i} -F perm=wa -k ${keys}${i}`);
  const { differences, unsettled } = compareLines(lines('one'), lines('two'));
  const alone = differences.filter(({ witness }) => (witness.lookups?.length ?? 0) < 2);
  assert.equal(new Set(alone.map(({ one }) => one.rule)).size, 40);
  const [first] = alone;
  for (const { calls, one, other, witness } of alone) {
    assert.equal(calls.length, first?.calls.length);
    assert.equal(one.key?.replace('one', 'two'), other.key);
    assert.ok(witness.names?.some(({ path }) => one.rule?.includes(`path=${path} `)));
  }
  assert.deepEqual(unsettled, []);
});

test('keys that a file shares with rules for all files make a kind of their own', () => {
  const all = '-a always,exit -F arch=b64 -S chmod -F uid=0 -k shared';
  const watches = ['-a always,exit -F path=/p -k own', '-a always,exit -F path=/q -k shared'];
  const { differences } = compareLines([all, ...watches], [...watches, all]);
  const ofChmod = differences.filter(({ witness }) => witness.syscall === 90);
  assert.deepEqual(
    ofChmod.map(({ witness }) => witness.names?.[0]?.path),
    ['/p'],
  );
});

test('numbers that files must not have are looked at', () => {
  const rule = '-a always,exit -F arch=b64 -S chmod';
  const { differences } = compareLines([rule], [`${rule} -F inode!=5`]);
  assert.deepEqual(
    differences.map(({ kind, witness }) => `${kind} ${witness.names?.[0]?.ino}`),
    ['only first 5'],
  );
});

for (const call of ['creat', 'open', 'unlink', 'rename', 'renameat2', 'link', 'mkdir', 'symlink', 'execve'])
  test(`rules about the inode of a file and of its folder are asked together: ${call}`, () => {
    const { differences } = compareLines(
      [`-a always,exit -F arch=b64 -S ${call} -F inode=2`],
      [`-a always,exit -F arch=b64 -S ${call} -F inode=12 -k two`],
    );
    assert.deepEqual(differences.map(({ kind }) => kind).sort(), ['key', 'only first', 'only second']);
  });

test('what opening makes is in a folder, and only flags say so', () => {
  const [folder, file] = ['/d', '/d/x'].map((path) => `-a always,exit -F arch=b64 -S openat -F path=${path}`);
  assert.ok(folder && file);
  const keyed = (condition: string): readonly string[] =>
    compareLines([`${folder}${condition} -k d`], [`${file}${condition} -k x`]).differences.flatMap(
      ({ kind, witness }) => (kind === 'key' ? [witnessText(witness)] : []),
    );
  assert.deepEqual(keyed(''), ['openat of /d/x by uid 1000, auid 1000, b64, a2 0x40']);
  assert.deepEqual(keyed(' -F a2=0'), []);
});

test('a socket is a file where its address is one', () => {
  const rule = (call: string): string => `-a always,exit -F arch=b64 -S ${call} -F dir=/run -k k`;
  for (const [call, shown] of [
    ['bind', 'bind of /run/file by uid 1000, auid 1000, b64, address family 1'],
    ['connect', 'connect of /run/file by uid 1000, auid 1000, b64, address family 1'],
  ] as const) {
    const [difference] = compareLines([rule(call)], []).differences;
    assert.equal(difference && witnessText(difference.witness), shown);
  }
  const inet = rule('bind').replace('-k k', '-F saddr_fam=2 -k k');
  assert.deepEqual(compareLines([inet], []).differences, []);
});

test('more files than can be looked at are said to be too many before long', () => {
  const line = (i: number): string => `-a always,exit -F arch=b64 -F path=/srv/file${i} -F auid=${i} -k k${i}`;
  const lines = Array.from({ length: 30_000 }, (_, i) => line(i));
  const { differences, unsettled } = compareLines(lines, lines.toReversed());
  assert.deepEqual([differences, unsettled], [[], ['too large: the search was ended']]);
});
