/** Questions about rules with what is no rule set, no log, no event, or hostile. */
import assert from 'node:assert/strict';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fakePlatform, type Run, runAuditctl, withoutKernel } from './run.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

function rulesFile(content: string): string {
  const file = path.join(folder, `${files++}.rules`);
  writeFileSync(file, content, 'latin1');
  chmodSync(file, 0o600);
  return file;
}

const log = 'fixtures/sample.log';
const sound = rulesFile('-a always,exit -F arch=b64 -S mknod -k x\n');
const event = ['--', 'mknod', 'path=/x', 'uid=0', 'auid=1000'];

/** Every question, with one rule set that may be no such thing. */
const questions = (rules: string): readonly (readonly string[])[] => [
  ['lint', rules],
  ['lint', '--fix', rules],
  ['covers', rules, '--by', sound],
  ['covers', sound, '--by', rules],
  ['diff', rules, sound],
  ['diff', sound, rules],
  ['explain', rules, ...event],
  ['why-not', rules, ...event],
  ['cost', rules],
  ['optimise', rules],
  ['simulate', rules, '--log', log],
  ['simulate', sound, '--log', log, '--diff', rules],
  ['simulate', sound, '--log', log, '--made-by', rules],
];

async function assertAll(rules: string, exit: number, stderr: RegExp): Promise<void> {
  for (const words of questions(rules)) {
    const run = await withoutKernel(...words);
    assert.equal(run.exit, exit, `${words}: ${run.stderr}`);
    assert.match(run.stderr, stderr, words.join(' '));
  }
}

test('what is not there, no file, and a folder without rules are told, exit status 3', async () => {
  await assertAll('/no/such.rules', 3, /\/no\/such\.rules doesn't exist/);
  await assertAll('/dev/null', 3, /\/dev\/null is not a regular file/);
  await assertAll(mkdtempSync(`${folder}/empty-`), 3, /: no \*\.rules files there\n$/);
});

test('a place below a file, a link to itself and a name that is too long are no rule set either', async () => {
  const loop = path.join(folder, 'loop');
  symlinkSync('loop', loop);
  await assertAll(`${sound}/x`, 3, /x \(Not a directory\)/);
  await assertAll(loop, 3, /loop \(Too many levels of symbolic links\)/);
  await assertAll(path.join(folder, 'a'.repeat(300)), 3, /a \(File name too long\)/);
});

test('rules about a place below a file are judged like others', async () => {
  const rules = rulesFile(`-w ${sound}/x -p wa -k x\n-a always,exit -F dir=${sound}/x/y -F perm=wa -k x\n`);
  const { exit, stdout } = await withoutKernel('--check', rules);
  assert.equal(exit, 0);
  assert.match(stdout, /:1:1: warning: \S+ is no folder here \(the kernel refuses it: Not a directory\)/);
  assert.match(stdout, /:2:1: warning: \S+\/x\/y does not exist here/);
  const here = await withoutKernel('lint', '--here', rules);
  assert.match(here.stdout, /does not exist here \[missing-path\]/);
});

test('rules that do not load are told, exit status 3', async () => {
  const bytes = Array.from({ length: 4000 }, (_, i) => String.fromCharCode((i * 7919) % 256)).join('');
  await assertAll(rulesFile(bytes), 3, /rules? do(?:es)? not load \(--keep-going leaves them out\)/);
});

test('a file without rules is a rule set, and that is told', async () => {
  const empty = rulesFile('# nothing yet\n');
  for (const words of questions(empty).filter(([, option]) => option !== '--fix'))
    assert.match((await withoutKernel(...words)).stderr, /^.*\.rules: no rules\n/, words.join(' '));
});

test('words that are not understood are usage, exit status 2', async () => {
  const wrong: readonly (readonly string[])[] = [
    ...['lint', 'covers', 'diff', 'explain', 'why-not', 'cost', 'optimise', 'simulate'].map((word) => [word, '--jsno']),
    ...[['lint'], ['covers'], ['diff', sound], ['explain', sound], ['cost'], ['optimise'], ['simulate']],
    ['lint', sound, '--format', 'xml'],
    ['lint', sound, '--arch'],
    ['covers', sound, sound],
    ['diff', sound, sound, sound],
    ['diff', '-', '-'],
    ['covers', '-', '--by=-'],
    ['explain', sound, '--', 'nosuchcall'],
    ['explain', sound, '--', 'open', 'colour=red'],
    ['explain', sound, '--event', 'many', '-if', log],
    ['explain', sound, '--event', '1'],
    ['optimise', sound, '--budget', 'much'],
    ['simulate', sound, log],
  ];
  for (const words of wrong) {
    const { exit, stdout, stderr } = await withoutKernel(...words);
    assert.deepEqual([exit, stdout, stderr.trimEnd().split('\n').length], [2, '', 1], `${words}: ${stderr}`);
  }
});

const refuse = (): never => {
  throw new Error('the kernel was asked');
};

async function fromStandardInput(content: string, ...words: readonly string[]): Promise<Run> {
  const fd = openSync(rulesFile(content), 'r');
  try {
    return await runAuditctl(words, fakePlatform({ send: refuse, receive: refuse, close: () => {} }), fd);
  } finally {
    closeSync(fd);
  }
}

test('- is standard input in every question', async () => {
  for (const words of questions('-')) {
    const { exit, stderr } = await fromStandardInput('-a always,exit -F arch=b64 -S mknod -k x\n', ...words);
    assert.ok(exit < 2, `${words}: ${stderr}`);
  }
  assert.equal((await fromStandardInput('-a always,exit -F arch=b64 -S mknod -k x\n', 'diff', '-', sound)).exit, 0);
});

test('keys and paths do nothing to a terminal', async () => {
  const hostile = rulesFile(
    '-w /etc/a\x1b[31mb\x07 -p wa -k k\x9b2J\x1b]0;x\n-a always,exit -F dir=/x\x7f\xc2\x9b -F uid=0 -k \x1bc\n',
  );
  const platform = fakePlatform({ send: refuse, receive: refuse, close: () => {} });
  for (const words of questions(hostile).flatMap((question) => [question, [...question, '--json']])) {
    const { stdout, stderr } = await runAuditctl(words, platform, 0, true);
    assert.doesNotMatch(stdout + stderr, /[\x00-\x08\x0b-\x1f\x7f-\x9f]/, words.join(' '));
  }
  const piped = await withoutKernel('optimise', hostile);
  assert.match(piped.stdout, /\x1b\[31m/, 'a file of rules keeps its bytes');
});
