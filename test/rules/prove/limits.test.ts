/** Of sets that take too long to be compared it is said; what is counted is work, not time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleSetOfLines } from '../../../src/rules/model/rule-set.js';
import { coverageOf } from '../../../src/rules/prove/covers.js';

const call = '-a always,exit -F arch=b64';
const sets: Readonly<Record<string, (i: number) => string>> = {
  'files, and never rules about users': (i) =>
    i % 10 === 0
      ? `-a never,exit -F arch=b64 -S open,openat -F auid=${2000 + i}`
      : `${call} -F path=/etc/app${i} -F perm=rwa -F auid>=1000 -k k${i}`,
  'files by path and by number': (i) =>
    i % 2 === 0 ? `-w /etc/app${i}/conf -p wa -k w${i}` : `${call} -F inode=${i + 10} -F perm=wa -k i${i}`,
  'folders within folders': (i) => `${call} -F dir=${'/d'.repeat(i + 1)} -F perm=wa -k d${i}`,
  'two conditions of numbers each': (i) => `${call} -S execve,open -F uid!=${i} -F gid>${i} -k e${i}`,
  'pairs of files, and never rules': (i) =>
    i % 10 === 0 ? `-a never,exit -F arch=b64 -S rename -F auid=${i}` : `${call} -S rename -F path=/etc/x${i} -k p${i}`,
  'records of users': (i) => `-a always,exclude -F msgtype=${1300 + (i % 100)} -F auid=${1000 + i}`,
};

for (const [name, lineOf] of Object.entries(sets))
  test(`one budget is for all rules of a policy: ${name}`, () => {
    const lines = Array.from({ length: 400 }, (_, i) => lineOf(i));
    const budget = { left: 300_000 };
    const coverages = coverageOf(ruleSetOfLines(lines), ruleSetOfLines(lines.toReversed()), { budget });
    assert.equal(coverages.length, lines.length);
    assert.ok(budget.left > -100_000, `what was spent beyond it: ${-budget.left}`);
    const ended = coverages.filter(({ unsettled }) => unsettled.includes('too large: the search was ended'));
    assert.ok(ended.length > lines.length / 2, `${ended.length} rules are said to be too much`);
    assert.ok(ended.every(({ verdict }) => verdict === 'unknown' || verdict === 'partly'));
  });
