/** Conditions on security labels: nothing is proved that a security module could undo. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areEqualEverywhere, compareEverywhere, coverageEverywhere } from '../../../src/rules/labels/judge.js';
import { ruleSetOfLines } from '../../../src/rules/model/rule-set.js';

const ALWAYS = '-a always,exit -F arch=b64 -S openat -k o';
const CRON = '-a never,exit -F arch=b64 -S openat -F subj_type=crond_t';
const LABELLED = '-a always,exit -F arch=b64 -S openat -F subj_type=crond_t -k o';
const OTHER = LABELLED.replace('crond_t', 'chronyd_t');

function verdicts(policy: readonly string[], rules: readonly string[]): readonly string[] {
  return coverageEverywhere(ruleSetOfLines(policy), ruleSetOfLines(rules)).map(({ verdict }) => verdict);
}

function comparison(
  one: readonly string[],
  other: readonly string[],
): readonly [differences: number, unsettled: readonly string[]] {
  const { differences, unsettled } = compareEverywhere(ruleSetOfLines(one), ruleSetOfLines(other));
  return [differences.length, unsettled];
}

test('an exception for a label keeps "covered" and "equal" from being said', () => {
  assert.deepEqual(verdicts([ALWAYS], [CRON, ALWAYS]), ['unknown']);
  assert.deepEqual(verdicts([ALWAYS], [ALWAYS, CRON]), ['covered']);
  const [differences, unsettled] = comparison([CRON, ALWAYS], [ALWAYS]);
  assert.equal(differences, 0);
  assert.match(unsettled.join(), /^with a security module, where subj_type=crond_t holds, they differ: openat of /);
  assert.equal(areEqualEverywhere(ruleSetOfLines([CRON, ALWAYS]), ruleSetOfLines([ALWAYS])), false);
});

test('a rule about a label asks for something where the label holds', () => {
  assert.deepEqual(verdicts([LABELLED], [ALWAYS]), ['covered']);
  assert.deepEqual(verdicts([LABELLED], [LABELLED]), ['covered']);
  assert.deepEqual(verdicts([LABELLED], []), ['absent']);
  assert.deepEqual(verdicts([LABELLED], [OTHER]), ['absent']);
  assert.deepEqual(verdicts([LABELLED], [ALWAYS.replace('-k o', '-k p')]), ['covered under another key']);
  assert.deepEqual(comparison([LABELLED], [])[0], 0);
  assert.equal(comparison([LABELLED], [])[1].length, 1);
});

test('sets with the same labels are equal in any order that means the same', () => {
  assert.deepEqual(comparison([LABELLED, OTHER], [OTHER, LABELLED]), [0, []]);
  assert.deepEqual(comparison([CRON, ALWAYS], [CRON, ALWAYS.replace('openat -k', 'openat -F uid>=0 -k')]), [0, []]);
  assert.ok(areEqualEverywhere(ruleSetOfLines([ALWAYS, LABELLED]), ruleSetOfLines([ALWAYS])));
});

test('what was missed without labels stays missed, and too many labels are said', () => {
  assert.deepEqual(verdicts([ALWAYS], [LABELLED]), ['absent']);
  const many = ['a_t', 'b_t', 'c_t', 'd_t', 'e_t'].map((name) => CRON.replace('crond_t', name));
  assert.deepEqual(verdicts([ALWAYS], [...many, ALWAYS]), ['unknown']);
  assert.match(
    comparison([...many, ALWAYS], [ALWAYS])[1].join(),
    /^what 5 conditions on security labels do was not looked at$/,
  );
});
