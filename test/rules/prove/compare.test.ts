import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decide } from '../../../src/rules/model/decide.js';
import { ruleSetOfLines } from '../../../src/rules/model/rule-set.js';
import { type Comparison, compareSets } from '../../../src/rules/prove/compare.js';
import { witnessText } from '../../../src/rules/prove/witness.js';
import { ruleLines, universe } from './universe.js';

/** The nightly form asks for more: 100000. */
const runs = Number(process.env.TS_AUDIT_PROOF_RUNS ?? 300);
/** Of each pair every so many events of the universe are looked at, from another one on each time. */
const stride = 25;

const compareLines = (one: readonly string[], other: readonly string[]): Comparison =>
  compareSets(ruleSetOfLines(one), ruleSetOfLines(other));

test('no difference that brute force finds is missed, and every witness is one', () => {
  let start = 0;
  fc.assert(
    fc.property(ruleLines, ruleLines, (one, other) => {
      const [first, second] = [ruleSetOfLines(one), ruleSetOfLines(other)];
      const { differences, unsettled } = compareSets(first, second);
      for (const { kind, witness } of differences) {
        const [left, right] = [decide(first, witness), decide(second, witness)];
        assert.ok(left.recorded !== 'unknown' && right.recorded !== 'unknown', witnessText(witness));
        const expected = left.recorded === right.recorded ? 'key' : left.recorded ? 'only first' : 'only second';
        assert.equal(kind, expected);
        if (kind === 'key') assert.notEqual(left.key, right.key);
      }
      if (unsettled.length > 0) return;
      const kinds = new Set(differences.map(({ kind }) => kind));
      start = (start + 1) % stride;
      for (let i = start; i < universe.length; i += stride) {
        const event = universe[i]!;
        const [left, right] = [decide(first, event), decide(second, event)];
        if (left.recorded !== right.recorded)
          assert.ok(kinds.has(left.recorded === true ? 'only first' : 'only second'), witnessText(event));
        else if (left.recorded === true && left.key !== right.key) assert.ok(kinds.has('key'), witnessText(event));
      }
    }),
    { numRuns: runs },
  );
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
  assert.deepEqual([...new Set(differences.map(({ kind, one }) => `${kind} ${one.key}`))], ['key two']);
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

test('two thousand rules are compared with two thousand others', () => {
  const lines = (key: string): readonly string[] =>
    Array.from({ length: 2000 }, (_, i) => `-w /srv/file${i} -p wa -k ${i === 1999 ? key : 'k'}`);
  const { differences, unsettled } = compareLines(lines('one'), [...lines('two')].reverse());
  assert.deepEqual(unsettled, []);
  assert.deepEqual(
    [...new Set(differences.map(({ kind, one }) => `${kind} ${one.rule}`))],
    ['key -w /srv/file1999 -p wa -k one'],
  );
});
