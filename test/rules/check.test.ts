import assert from 'node:assert';
import { test } from 'node:test';
import { checkRules, type Finding } from '../../src/rules/check.js';
import { machineByName } from '../../src/tables/syscalls.js';
import { testContext } from './context.js';

function check(content: string, machines = ['x86_64']): readonly Finding[] {
  const { userId, groupId, isDirectory } = testContext();
  return checkRules([{ name: 'f', content }], { machines: machines.map(machineByName), userId, groupId, isDirectory });
}

const short = (findings: readonly Finding[]): string[] => findings.map((of) => `${of.line}:${of.column} ${of.reason}`);

test('every error of every line is found, at its column', () => {
  const found = check(
    '-D\n-a always,exit -F arch=b64 -S opne,read -F uid=nobody2 -k x\n  -a always,exti -F pid=x\n-z\n',
  );
  assert.deepStrictEqual(short(found), [
    '2:31 Syscall name unknown: opne',
    '2:44 Unknown user: nobody2',
    '3:6 Append rule - bad keyword always,exti',
    '3:21 -F value should be number for pid',
    '4:1 Option -z is invalid',
  ]);
  assert.strictEqual(found[0]!.hint, 'did you mean open?');
});

test('duplicates, late rules, missing newlines and refusals of the kernel are found', () => {
  const found = check('-w /etc/x\n-a always,exit -F path=/etc/x -F perm=rwxa\n-a always,exit -F pid&1\n-e 2\n-w /y');
  assert.deepStrictEqual(short(found), [
    '2:1 Rule exists',
    '3:1 pid does not take the operator &',
    '5:1 the configuration is locked by -e 2 above',
    '5:6 no newline at the end of the file',
  ]);
  assert.deepStrictEqual(short(check('-w /y\n-D\n-w /y\n')), []);
});

test('bytes that look like blanks are pointed at', () => {
  assert.deepStrictEqual(short(check('-w /x -k "a\r\n')), [
    '1:10 a quote is part of the word',
    '1:12 a carriage return is part of the last word',
  ]);
  assert.ok(short(check('-a always,exit -F arch=b64\t-S open\n')).includes('1:27 a tab is part of the word'));
});

test('what is wrong on some machines only is said with their names', () => {
  const found = check('-a always,exit -F arch=b64 -S open\n-a always,exit -F arch=b64 -S nosuch\n', [
    'x86_64',
    'aarch64',
  ]);
  assert.deepStrictEqual(
    found.map((of) => [of.line, of.machine]),
    [
      [1, 'aarch64'],
      [2, undefined],
    ],
  );
});
