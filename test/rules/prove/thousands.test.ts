/** Sets of two thousand rules against the same in another order are settled, whatever kind of rules they are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RuleSet, ruleSetOfLines } from '../../../src/rules/model/rule-set.js';
import { compareSets } from '../../../src/rules/prove/compare.js';
import { coverageOf } from '../../../src/rules/prove/covers.js';

const COUNT = 2000;
const calls = ['execve', 'openat', 'unlink', 'rename', 'connect', 'bind', 'chmod', 'mount', 'kill', 'ptrace', 'setuid'];
const callsOf = (i: number): string =>
  [i, i * 7 + 3, i * 5 + 1].map((number) => calls[number % calls.length] ?? '').join();

type Name = 'watched files' | 'users' | 'folders' | 'users and a result';

/** With as few keys as people use. */
const lineOf: Readonly<Record<Name, (i: number) => string>> = {
  'watched files': (i) => `-w /srv/d${i % 40}/f${i} -p wa -k k${i % 30}`,
  users: (i) => `-a always,exit -F arch=b64 -S ${callsOf(i)} -F auid=${1000 + i} -k u${i % 20}`,
  folders: (i) => `-a always,exit -F dir=/srv/a${i % 50}/b${i} -F perm=wa -k d${i % 9}`,
  'users and a result': (i) =>
    `-a always,exit -F arch=b${i % 2 === 0 ? 64 : 32} -S ${callsOf(i)} -F exit=-EACCES -F auid>=${1000 + i} -F auid!=unset -k a${i % 5}`,
};

/** The same each time: 1229 and the count have no divisor in common. */
function inTwoOrders(name: Name): readonly [RuleSet, RuleSet] {
  const line = lineOf[name];
  const one = Array.from({ length: COUNT }, (_, i) => line(i));
  const other = Array.from({ length: COUNT }, (_, i) => line((i * 1229 + 611) % COUNT));
  return [ruleSetOfLines(one), ruleSetOfLines(other)];
}

/** Where two rules may match one event, the one in front gives the key. */
const expected: Readonly<Record<Name, readonly string[]>> = {
  'watched files': ['key'],
  users: [],
  folders: ['key'],
  'users and a result': ['key'],
};

for (const [name, kinds] of Object.entries(expected) as readonly (readonly [Name, readonly string[]])[]) {
  test(`two thousand rules in another order: ${name}`, () => {
    const { differences, unsettled } = compareSets(...inTwoOrders(name));
    assert.deepEqual(unsettled, []);
    assert.deepEqual([...new Set(differences.map(({ kind }) => kind))], kinds);
  });
}

for (const name of ['users', 'folders'] as const)
  test(`two thousand rules cover themselves in another order: ${name}`, () => {
    const verdicts = coverageOf(...inTwoOrders(name)).map(({ verdict }) => verdict);
    assert.deepEqual([...new Set(verdicts)], ['covered']);
  });
