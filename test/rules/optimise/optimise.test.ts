/** A set made cheaper does what it did. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { usualWorkload, type Workload, workloadOf } from '../../../src/rules/cost/workload.js';
import { linesOf, ruleSetOfLines, rulesOn } from '../../../src/rules/model/rule-set.js';
import { optimise } from '../../../src/rules/optimise/optimise.js';
import { LIST_EXIT } from '../../../src/rules/rule.js';
import { draws } from '../../support/draws.js';
import { eventsOf, faultOfRewritten } from '../prove/brute-force.js';
import { ruleLines, universe } from '../prove/universe.js';

const runs = draws(20);

function optimised(lines: readonly string[], workload: Workload = usualWorkload()): readonly string[] {
  return rulesOn(optimise(ruleSetOfLines(lines), workload).set, LIST_EXIT).map(({ line }) => line);
}

test('random sets record the same events afterwards, read again from their lines, and cost no more', () => {
  const events = eventsOf(53);
  fc.assert(
    fc.property(ruleLines, (lines) => {
      const set = ruleSetOfLines(lines);
      const workload = workloadOf(universe.filter((_event, i) => i % 997 === 0).map((event) => ({ event, count: 1 })));
      const { set: result, before, after } = optimise(set, workload);
      assert.ok(after.rules <= before.rules + 1e-6);
      assert.equal(faultOfRewritten(lines, linesOf(result), events()), undefined);
    }),
    { numRuns: runs },
  );
});

test('a set that is left as it is keeps its order', () => {
  const lines = ['-a always,exit -F arch=b64 -S open -k k', '-A never,exit -F arch=b64 -S open -F uid=5'];
  assert.deepEqual(linesOf(optimise(ruleSetOfLines(lines), usualWorkload()).set), lines);
});

test('rules that differ in their calls become one', () => {
  const lines = [
    '-a always,exit -F arch=b64 -S open -F auid>=1000 -k k',
    '-a always,exit -F arch=b64 -S unlink -F auid>=1000 -k k',
  ];
  assert.deepEqual(optimised(lines), ['-a always,exit -F arch=b64 -S open,unlink -F auid>=1000 -F key=k']);
});

test('what nothing is left to goes', () => {
  const lines = ['-a always,exit -F arch=b64 -S open -k k', '-a always,exit -F arch=b64 -S open -F uid=0 -k k'];
  assert.deepEqual(optimised(lines), lines.slice(0, 1));
});

test('a watched folder is looked at for the calls of its letters only', () => {
  const lines = optimised(['-a always,exit -F dir=/d -F perm=x -k k', '-a always,exit -F dir=/e -F perm=x -k l']);
  assert.deepEqual(
    lines.map((line) => /^-a always,exit -F arch=(b\d\d) -F dir=(\S+) -F perm=x -F key=(\S)$/.exec(line)?.slice(1)),
    [
      ['b64', '/d', 'k'],
      ['b32', '/d', 'k'],
      ['b64', '/e', 'l'],
      ['b32', '/e', 'l'],
    ],
  );
});

test('dear fields go behind cheap ones, frequent exceptions in front', () => {
  const event = universe.find(({ syscall, uid }) => syscall === 2 && uid === 1000);
  assert.ok(event);
  const workload = workloadOf([{ event, count: 1 }]);
  assert.deepEqual(optimised(['-a always,exit -F arch=b64 -S open -F exe=/bin/q -F uid=7 -k k'], workload), [
    '-a always,exit -F arch=b64 -S open -F uid=7 -F exe=/bin/q -F key=k',
  ]);
  const others = Array.from({ length: 5 }, (_, i) => `-a always,exit -F arch=b64 -S open -F uid=${7 + i} -k k${i}`);
  const never = '-a never,exit -F arch=b64 -S open -F uid=1000';
  const rest = '-a always,exit -F arch=b64 -S open -k rest';
  assert.deepEqual(optimised([...others, never, rest], workload), [never, ...others, rest]);
  assert.deepEqual(optimised([...others, never], workload), others, 'behind it is nothing to except from');
});

test('an exception that matters stays where it is', () => {
  const event = universe.find(({ syscall, uid }) => syscall === 2 && uid === 1000);
  assert.ok(event);
  const lines = [
    '-a always,exit -F arch=b64 -S open -F auid=1000 -k k',
    '-a never,exit -F arch=b64 -S open -F uid=1000',
    '-a always,exit -F arch=b64 -S open -k rest',
  ];
  assert.deepEqual(optimised(lines, workloadOf([{ event, count: 1 }])), lines);
});
