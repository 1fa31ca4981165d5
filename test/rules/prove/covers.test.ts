import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decide } from '../../../src/rules/model/decide.js';
import { ruleSetOfLines } from '../../../src/rules/model/rule-set.js';
import { coverageOf } from '../../../src/rules/prove/covers.js';
import { draws } from '../../support/draws.js';
import { eventsOf, faultOfCovers } from './brute-force.js';
import { exitLine, ruleLines } from './universe.js';

const both = (calls: string): string => `-a always,exit -F arch=b64 -S ${calls} -F auid>=1000 -F auid!=unset -k k`;

const cases: readonly (readonly [
  verdict: string,
  policy: string,
  rules: readonly string[],
  missing?: readonly string[],
])[] = [
  ['covered', '-w /etc/shadow -p wa -k k', ['-a always,exit -F path=/etc/shadow -F perm=wa -k k']],
  ['covered', '-w /etc/shadow -p wa -k k', ['-a always,exit -F dir=/etc -k k']],
  ['covered', both('open,unlink'), [both('unlink'), both('open')]],
  ['covered', both('open'), ['-a always,exit -F arch=b64 -S all -k k']],
  ['covered under another key', '-w /etc/shadow -p wa -k k', ['-w /etc/shadow -p rwa -k other']],
  ['partly', both('rename,renameat,renameat2'), [both('rename,renameat')], ['renameat2 (b64)']],
  ['partly', '-a always,exit -S 39 -k k', ['-a always,exit -F arch=b64 -S 39 -k k'], ['mkdir (b32)']],
  ['partly', '-a always,exit -F arch=b64 -S open -k k', [both('open')], ['open (b64)']],
  ['partly', '-w /etc/shadow -p wa -k k', ['-a always,exit -F path=/etc/shadow -F perm=wa -F success=1 -k k']],
  ['shadowed', both('open'), ['-a never,exit -F arch=b64 -S open', both('open')]],
  ['absent', both('open'), [both('unlink')], ['open (b64)']],
  ['absent', '-w /etc/shadow -p wa -k k', ['-w /etc/passwd -p wa -k k']],
  ['shadowed', both('open'), [both('open'), '-a always,exclude -F msgtype=SYSCALL']],
  ['covered', both('open'), [both('open'), '-a always,exclude -F msgtype=CWD']],
  ['partly', both('open'), [both('open'), '-a always,exclude -F uid=0']],
  ['unknown', both('open'), [both('open'), '-a never,task']],
  ['can never match', '-a always,exit -F arch=b64 -S open -F uid=0 -F uid=1 -k k', [both('open')]],
  ['asks for nothing', '-a never,exit -F arch=b64 -S open', []],
  ['partly', '-a always,exit -S open -F path=/d/x -k k', ['-a always,exit -S all -F inode=12 -k k']],
  // A folder with that number may be the one that the other rule is about.
  [
    'partly',
    '-a always,exit -F arch=b64 -S unlink -F inode=2 -k k',
    ['-a always,exit -F arch=b64 -S all -F dir=/e -k k'],
  ],
  ['partly', '-a always,exit -F arch=b64 -S unlink -F path=/d -k k', ['-a always,exit -S all -F path=/d/x -k k']],
  // Only together two files satisfy it.
  ['absent', '-a always,exit -F arch=b64 -S execve -F obj_uid!=0 -F obj_uid=0 -k k', [both('chmod')]],
  ['covered', '-a always,exclude -F msgtype=CWD', ['-a always,exclude -F msgtype=CWD']],
];

for (const [verdict, policy, rules, missing] of cases) {
  test(`covers: ${policy} by ${rules.join('; ')}: ${verdict}`, () => {
    const set = ruleSetOfLines(rules);
    const [coverage] = coverageOf(ruleSetOfLines([policy]), set);
    assert.equal(coverage?.verdict, verdict);
    if (missing) assert.deepEqual(coverage.missing, missing);
    for (const { witness } of coverage.misses) {
      assert.equal(decide([policy], witness).recorded, true);
      assert.equal(decide(set, witness).recorded, false);
    }
    if (['partly', 'shadowed', 'absent'].includes(verdict) && policy.includes(',exit'))
      assert.ok(coverage.misses.length > 0);
  });
}

test('folders with a slash at their end are not all one', () => {
  const [policy, rules] = ['/etc/selinux/', '/var/log/audit/'].map((dir) =>
    ruleSetOfLines([`-a always,exit -F dir=${dir} -F perm=wa -k k`]),
  );
  assert.ok(policy && rules);
  assert.equal(coverageOf(policy, rules)[0]?.verdict, 'absent');
});

const runs = draws(60);

test('what brute force finds agrees with the verdicts', () => {
  const events = eventsOf(100);
  const isRight = (wanted: string, lines: readonly string[]): void =>
    assert.equal(faultOfCovers(wanted, lines, events()), undefined);
  fc.assert(fc.property(exitLine, ruleLines, isRight), { numRuns: runs });
});
