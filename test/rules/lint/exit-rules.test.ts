import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitRules } from '../../../src/rules/lint/exit-rules.js';
import { ruleSetOfLines, rulesOn } from '../../../src/rules/model/rule-set.js';
import { LIST_EXIT } from '../../../src/rules/rule.js';

const LINES = [
  '-a always,exit -F arch=b64 -S kill -k open',
  '-a always,exit -F path=/etc/shadow -F perm=wa',
  '-a always,exit -F path=/etc/passwd -F perm=wa',
  '-a always,exit -F dir=/etc -F perm=r',
  '-a always,exit -F dir=/etc/ssh -F perm=r',
  '-a always,exit -F dir=/srv -F perm=r',
  '-a always,exit -F inode=7',
];

/** Which of `LINES` are near a rule behind them. */
function near(line: string): readonly number[] {
  const set = ruleSetOfLines([...LINES, line]);
  const rule = rulesOn(set, LIST_EXIT)[LINES.length];
  assert.ok(rule);
  return exitRules(set)
    .near(rule)
    .map((other) => LINES.indexOf(other.line))
    .filter((number) => number >= 0);
}

test('only rules about the same file, its folders or no file at all can decide what a rule matches', () => {
  assert.deepEqual(near('-a always,exit -S openat'), [0]);
  assert.deepEqual(near('-a always,exit -F path=/etc/shadow -F perm=w'), [0, 1, 3]);
  assert.deepEqual(near('-a always,exit -F path=/etc/ssh/key -F perm=w'), [0, 3, 4]);
  assert.deepEqual(near('-a always,exit -F dir=/etc/ssh -F perm=w'), [0, 3, 4]);
  assert.deepEqual(near('-a always,exit -F dir=/etc2 -F perm=w'), [0]);
  assert.deepEqual(near('-a always,exit -F inode=7 -F perm=w'), [0, 6]);
});

test('rules are alike that differ in arch, calls and key at most', () => {
  const set = ruleSetOfLines([
    '-a always,exit -F arch=b64 -S kill -F uid=0 -F auid=7 -k a',
    '-a always,exit -F arch=b32 -S chmod -F auid=7 -F uid=0',
    '-a always,exit -F arch=b32 -S kill -F uid=0 -F auid=8',
    '-a never,exit -F arch=b64 -S kill -F uid=0 -F auid=7',
  ]);
  const [first, second] = rulesOn(set, LIST_EXIT);
  assert.ok(first && second);
  assert.deepEqual(exitRules(set).alike(first), [first, second]);
});
