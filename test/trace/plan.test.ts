import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAll, numbersOf } from '../../src/rules/mask.js';
import { printRule } from '../../src/rules/print.js';
import { rows } from '../../src/tables/lookup.js';
import { machineByName } from '../../src/tables/syscalls.js';
import { planRules, type Scope } from '../../src/trace/plan.js';

const machine = machineByName('x86_64');
const key = 'autrace-1.2';

function texts(scope: Scope, reduced: boolean): readonly string[] {
  return planRules({ scope, key, reduced, machine }).map(({ rule }) => printRule(rule, { machine }));
}

test('the rules of the original, with a key', () => {
  assert.deepEqual(texts({ kind: 'process', pid: 25290 }, false).slice(0, 2), [
    '-a always,exit -S all -F pid=25290 -F key=autrace-1.2',
    '-a always,exit -S all -F ppid=25290 -F key=autrace-1.2',
  ]);
});

test('a whole tree is one session', () => {
  assert.deepEqual(texts({ kind: 'session', session: 7 }, false), [
    '-a always,exit -S all -F sessionid=7 -F key=autrace-1.2',
    '-a always,io_uring -S all -F sessionid=7 -F key=autrace-1.2',
  ]);
});

test('-r: the numbers of the table, for each kind of program that the kernel runs', () => {
  const [native, compatible] = planRules({ scope: { kind: 'session', session: 7 }, key, reduced: true, machine });
  const column = (name: string): number[] =>
    rows('autrace-syscalls')
      .flatMap((row) => (row[name] === '-' ? [] : [Number(row[name])]))
      .sort((one, other) => one - other);
  assert.deepEqual(numbersOf(native!.rule.mask), column('x86_64'));
  const numbers = new Set(numbersOf(compatible!.rule.mask));
  for (const number of column('i386')) assert.ok(numbers.has(number), `i386 ${number}`);
  assert.equal(native!.optional, false);
  assert.equal(compatible!.optional, true);
});

test('-r works on every machine, as far as its calls have numbers', () => {
  for (const { machine: name = '' } of rows('machines')) {
    const planned = planRules({ scope: { kind: 'process', pid: 1 }, key, reduced: true, machine: machineByName(name) });
    assert.ok(planned.length >= 2, name);
    assert.ok(!isAll(planned[0]!.rule.mask), name);
  }
});
