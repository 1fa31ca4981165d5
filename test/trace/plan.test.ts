import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAll, numbersOf } from '../../src/rules/mask.js';
import { printRule } from '../../src/rules/print.js';
import { LIST_EXIT, LIST_IO_URING } from '../../src/rules/rule.js';
import * as tables from '../../src/tables/generated/tables.js';
import { rows } from '../../src/tables/lookup.js';
import { machineByName } from '../../src/tables/syscalls.js';
import { type CallChoice, chosenCalls, reducedCalls, toldCalls } from '../../src/trace/calls.js';
import { planRules, type Scope, type TracedPath } from '../../src/trace/plan.js';
import { tsvRows } from '../support/tsv.js';

const machine = machineByName('x86_64');
const key = 'autrace-1.2';

function texts(scope: Scope, calls: CallChoice, ...paths: readonly TracedPath[]): readonly string[] {
  return planRules({ scope, key, calls, paths, machine }).map(({ rule }) => printRule(rule, { machine }));
}

test('the rules of the original, with a key', () => {
  assert.deepEqual(texts({ kind: 'processes', pids: [25290] }, 'all').slice(0, 2), [
    '-a always,exit -S all -F pid=25290 -F key=autrace-1.2',
    '-a always,exit -S all -F ppid=25290 -F key=autrace-1.2',
  ]);
});

test('a whole tree is one session', () => {
  assert.deepEqual(texts({ kind: 'session', session: 7 }, 'all').slice(0, 1), [
    '-a always,exit -S all -F sessionid=7 -F key=autrace-1.2',
  ]);
});

test('-r: the numbers of the table, for each kind of program that the kernel runs', () => {
  const [native, compatible] = planRules({
    scope: { kind: 'session', session: 7 },
    key,
    calls: reducedCalls(),
    paths: [],
    machine,
  });
  const column = (name: string): number[] =>
    tsvRows('src/tables/data/autrace-syscalls.tsv')
      .flatMap((row) => (row[name] === '-' ? [] : [Number(row[name])]))
      .sort((one, other) => one - other);
  assert.deepEqual(numbersOf(native!.rule.mask), column('x86_64'));
  const numbers = new Set(numbersOf(compatible!.rule.mask));
  for (const number of column('i386')) assert.ok(numbers.has(number), `i386 ${number}`);
  assert.equal(native!.optional, false);
  assert.equal(compatible!.optional, true);
});

test('-r works on every machine, as far as its calls have numbers', () => {
  for (const { machine: name = '' } of rows(tables.machines)) {
    const planned = planRules({
      ...{ scope: { kind: 'processes', pids: [1] }, key, calls: reducedCalls(), paths: [] },
      machine: machineByName(name),
    });
    assert.ok(planned.length >= 2, name);
    assert.ok(!isAll(planned[0]!.rule.mask), name);
  }
});

const session: Scope = { kind: 'session', session: 7 };

test('-e: classes and names, always with programs and processes', () => {
  const [rule = ''] = texts(session, chosenCalls('connect,privilege', machine));
  for (const name of ['connect', 'setuid', 'execve', 'clone', 'exit_group'])
    assert.match(rule, new RegExp(`\\b${name}\\b`));
  assert.doesNotMatch(rule, /openat/);
  assert.throws(() => chosenCalls('conect', machine), /neither a system call .*; did you mean connect\?$/);
});

test('what a report tells: looks only where they were denied', () => {
  const [calls = '', denied = ''] = texts(session, toldCalls(new Set(['file'])));
  assert.match(calls, /openat/);
  assert.doesNotMatch(calls, /newfstatat|connect/);
  assert.match(denied, /newfstatat.* -F exit=-EACCES -F sessionid=7/);
});

test('-P: a rule for each path', () => {
  const rules = texts(session, 'all', { path: '/etc', isFolder: true }, { path: '/tmp/x', isFolder: false });
  assert.match(rules[0] ?? '', /-F sessionid=7 -F dir=\/etc/);
  assert.match(rules[1] ?? '', /-F sessionid=7 -F path=\/tmp\/x/);
});

test('the whole machine but this program, and the children of a process', () => {
  assert.match(texts({ kind: 'system', except: 9 }, 'all')[0] ?? '', /-S all -F pid!=9/);
  assert.match(texts({ kind: 'parents', pids: [9] }, 'all')[0] ?? '', /-S all -F ppid=9/);
});

test('calls that are named, on one path: a rule for each ABI of the machine', () => {
  const path: TracedPath = { path: '/a', isFolder: false };
  const [native, compatible] = texts({ kind: 'session', session: 7 }, chosenCalls('chmod', machine), path);
  assert.match(native ?? '', / -F arch=b64 .* -F sessionid=7 -F path=\/a /);
  assert.match(compatible ?? '', / -F arch=b32 .* -F sessionid=7 -F path=\/a /);
});

test('rules about io_uring are tried, unless it is switched off for all', () => {
  const planned = (uringDisabled: string) =>
    planRules({ scope: { kind: 'session', session: 7 }, key, calls: 'all', paths: [], machine, uringDisabled });
  for (const setting of ['', '0\n', '1\n']) {
    assert.deepEqual(
      planned(setting).map(({ rule, optional }) => [rule.list, optional]),
      [
        [LIST_EXIT, false],
        [LIST_IO_URING, true],
      ],
    );
  }
  assert.deepEqual(
    planned('2\n').map(({ rule }) => rule.list),
    [LIST_EXIT],
  );
});

test('rules about what was denied may be refused', () => {
  const calls = { names: new Set(['execve']), ifDenied: new Set(['openat']) };
  const planned = planRules({
    scope: { kind: 'session', session: 7 },
    key,
    calls,
    paths: [],
    machine,
    uringDisabled: '2',
  });
  assert.deepEqual(
    planned.map(({ optional }) => optional),
    [false, true, true, true],
  );
});
