import assert from 'node:assert';
import { test } from 'node:test';
import { checkRules } from '../../src/rules/check/check.js';
import type { Finding } from '../../src/rules/check/finding.js';
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
  assert.deepStrictEqual(short(check('-w /y\n-D\n-w /y\n')), ['2:1 deletes the rule above']);
  assert.deepStrictEqual(short(check('-w /y -k all\n-w /z\n-D -k al\n-w /y -k all\n-w /z\n')), ['5:1 Rule exists']);
});

test('of files that are merged the options that merging moves hold where they end up', () => {
  const { userId, groupId, isDirectory } = testContext();
  const options = { machines: [machineByName('x86_64')], userId, groupId, isDirectory };
  const contents = ['-D\n-w /x\n-e 2\n', '-D\n-w /x\n-w /y\n'];
  const sources = contents.map((content, i) => ({ name: `${i}.rules`, content }));
  const merged = sources.map((source) => ({ ...source, isMerged: true }));
  assert.deepStrictEqual(short(checkRules(merged, options)), ['2:1 Rule exists']);
  assert.deepStrictEqual(short(checkRules(sources, options)), [
    '2:1 the configuration is locked by -e 2 above',
    '3:1 the configuration is locked by -e 2 above',
  ]);
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

const plain = (content: string): string[] => check(`${content}\n`).map(({ level, reason }) => `${level}: ${reason}`);

test('options that want a line of their own are refused inside another, as -R does', () => {
  const rule = '-a always,exit -F arch=b64 -S open';
  for (const stray of ['-D', '-l', '-s', '-m x', '-t', '-q /a,/b', '-v', '-h', '-i', '-R x']) {
    assert.ok(
      plain(`${rule} ${stray}`).some((text) => text.startsWith('error: ')),
      stray,
    );
  }
  for (const alone of ['-D', '-l', '-s', '-m x', '-t', '-q /a,/b', '-i', '-c', '-D -k x', '-l -i', '-s -i'])
    assert.deepStrictEqual(plain(alone), [], alone);
});

test('every unknown call of a list is named, errors of the kernel have suggestions', () => {
  assert.deepStrictEqual(
    check('-a always,exit -F arch=b64 -S opne,read,wirte -F exit=-EACESS\n').map(({ reason, hint }) => [reason, hint]),
    [
      ['Syscall name unknown: opne', 'did you mean open?'],
      ['Syscall name unknown: wirte', 'did you mean write?'],
      ['-F unknown errno - exit', 'did you mean -EACCES?'],
    ],
  );
});

test('numbers that end early, keys with operators, and what only looks like plain text are pointed at', () => {
  const rule = '-a always,exit -F arch=b64 -S open';
  assert.deepStrictEqual(plain('-b 8k'), ['warning: 8k is read as 8']);
  assert.deepStrictEqual(plain(`${rule} -F a1=0xzz`), ['warning: 0xzz is read as 0']);
  assert.deepStrictEqual(plain(`${rule} -F a1=-0x10 -F pid=010 -F auid>=1000`), []);
  assert.deepStrictEqual(plain(`${rule} -k a!=b`), ['warning: an operator is part of the key']);
  const named = (bytes: string, name: string): void =>
    assert.ok(plain(bytes).includes(`warning: ${name} is part of the word`), name);
  named('\xef\xbb\xbf-D', 'a byte order mark');
  named(`${rule}\xc2\xa0-k x`, 'a no-break space');
  named(`${rule} \xe2\x80\x93k x`, 'a dash that is no hyphen');
  named(`${rule} -k \xe2\x80\x9cx\xe2\x80\x9d`, 'a typographic quote');
  assert.ok(plain(`${rule} \\`).includes('warning: a backslash at the end continues nothing'));
});

test('of thousands of misspellings each is named, and few cost a suggestion', () => {
  const lines = Array.from({ length: 2000 }, (_, i) => `-a always,exit -F arch=b64 -S opena${i % 10} -k x\n`).join('');
  for (let again = 0; again < 2; again++) {
    const found = check(lines);
    assert.strictEqual(found.filter(({ reason }) => reason.startsWith('Syscall name unknown')).length, 2000);
    const suggested = found.filter(({ hint }) => hint?.includes('did you mean'));
    assert.ok(suggested.length > 0 && suggested.length <= 300, `${suggested.length} suggestions`);
  }
});
