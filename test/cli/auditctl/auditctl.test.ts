import assert from 'node:assert';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { FakeKernel } from '../../netlink/fake-kernel.js';
import { kernelWithMemory } from '../../netlink/fake-kernel.js';
import { fakePlatform, type Run, runAuditctl } from './run.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
after(() => rmSync(folder, { recursive: true }));

function rulesFile(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  chmodSync(file, 0o644);
  return file;
}

async function loaded(...lines: readonly string[]): Promise<FakeKernel> {
  const kernel = kernelWithMemory([], (texts) => texts.startsWith('/missing'));
  for (const line of lines) assert.strictEqual((await runAuditctl(line.split(' '), fakePlatform(kernel))).exit, 0);
  return kernel;
}

const run = (kernel: FakeKernel, ...words: readonly string[]): Promise<Run> => runAuditctl(words, fakePlatform(kernel));
const listOf = async (kernel: FakeKernel): Promise<string> => (await run(kernel, '-l')).stdout;

test('without the capability one line names it, whatever is asked', async () => {
  const platform = fakePlatform(kernelWithMemory(), { mayControl: false, isRoot: false });
  const { exit, stderr } = await runAuditctl(['-s'], platform);
  assert.strictEqual(exit, 4);
  assert.match(stderr, /^You must be root to run this program\. .*CAP_AUDIT_CONTROL.*\n$/);
  assert.strictEqual((await runAuditctl(['-h'], platform)).exit, 0);
});

test('in a container the refusal is explained', async () => {
  const platform = fakePlatform(kernelWithMemory(), { mayControl: false, namespace: 'user' });
  assert.match((await runAuditctl(['-s'], platform)).stderr, /user namespace/);
});

test('an atomic load replaces the rules and says how many', async () => {
  const kernel = await loaded('-w /old -k o');
  const file = rulesFile('good.rules', '-D\n-w /new -k n\n-a always,exit -F arch=b64 -S execve -k x\n');
  const { exit, stdout } = await run(kernel, '-R', file, '--atomic');
  assert.strictEqual(exit, 0);
  assert.match(stdout, /2 of 2 rules loaded\n$/);
  assert.strictEqual(await listOf(kernel), '-w /new -p rwxa -k n\n-a always,exit -F arch=b64 -S execve -F key=x\n');
});

test('a refusal in the middle of an atomic load puts the former rules back', async () => {
  const kernel = await loaded('-w /old -k o', '-a never,exit -F uid=0');
  const before = await listOf(kernel);
  const file = rulesFile('missing.rules', '-D\n-w /new\n-w /missing/x\n-w /other\n');
  const { exit, stdout, stderr } = await run(kernel, '--atomic', '-R', file);
  assert.strictEqual(exit, 1);
  assert.match(stdout, /0 of 3 rules loaded\n$/);
  assert.match(stderr, /missing\.rules:3: Error sending add rule data request \(No such file or directory\)\n/);
  assert.strictEqual(await listOf(kernel), before);
});

test('an atomic load with an error in the text changes nothing', async () => {
  const kernel = await loaded('-w /old -k o');
  const sent = kernel.sent.length;
  const file = rulesFile('unknown.rules', '-D\n-w /new\n-a always,exit -F arch=b64 -S nosuch\n');
  assert.strictEqual((await run(kernel, '-R', file, '--atomic')).exit, 1);
  assert.deepStrictEqual(
    kernel.sent.slice(sent).filter(([type]) => type === 1011 || type === 1012),
    [],
  );
});

test('a list that is not what was asked for is an error', async () => {
  const kernel = await loaded('-w /old -k o');
  const send = kernel.send.bind(kernel);
  // A kernel that forgets one rule.
  kernel.send = (datagram) => {
    send(datagram);
    if (datagram.includes('/forgotten')) kernel.rules.pop();
  };
  const file = rulesFile('forgotten.rules', '-w /new\n-w /forgotten\n');
  const { exit, stderr } = await run(kernel, '-R', file, '--atomic');
  assert.strictEqual(exit, 1);
  assert.match(stderr, /list differs/);
  assert.strictEqual(await listOf(kernel), '-w /old -p rwxa -k o\n');
});

test('rules are listed with the place they came from', async () => {
  const kernel = await loaded('-w /a -p wa -k x', '-w /b');
  const file = rulesFile('written.rules', '# comment\n-a always,exit -F path=/a   -F perm=wa -F key=x\n');
  const { exit, stdout } = await run(kernel, '-l', '--as-written', file);
  assert.strictEqual(
    stdout,
    `-a always,exit -F path=/a   -F perm=wa -F key=x\t# ${file}:2\n-w /b -p rwxa\t# not in these files\n`,
  );
  assert.strictEqual(exit, 1);
});

test('control bytes of a rule reach a pipe, not a terminal', async () => {
  const kernel = await loaded('-w /a\x1b[2J -k x');
  const shown = async (isOnTerminal: boolean): Promise<Run> =>
    runAuditctl(['-l'], fakePlatform(kernel), 0, isOnTerminal);
  assert.strictEqual((await shown(false)).stdout, '-w /a\x1b[2J -p rwxa -k x\n');
  assert.strictEqual((await shown(true)).stdout, '-w /a\\033[2J -p rwxa -k x\n');
});

test('a mistyped word or long option brings the one that was meant', async () => {
  for (const [line, meant] of [
    ['doctr', 'doctor'],
    ['--chekc x', '--check'],
    ['-l --as-writen', '--as-written'],
    ['-R x --atomc', '--atomic'],
  ] as const)
    assert.match((await run(kernelWithMemory(), ...line.split(' '))).stderr, new RegExp(`did you mean ${meant}\\?\n$`));
});

test('as written goes with a key, and as JSON', async () => {
  const kernel = await loaded('-w /a -p wa -k x', '-w /b -k y');
  const file = rulesFile('keys.rules', '-w /a -p wa -k x\n-w /b -k y\n');
  assert.strictEqual((await run(kernel, '-l', '--as-written', file, '-k', 'y')).stdout, `-w /b -k y\t# ${file}:2\n`);
  const [only, ...others] = JSON.parse((await run(kernel, '-l', '--json', '-k', 'x', '--as-written', file)).stdout);
  assert.deepStrictEqual([others, only.written], [[], { file, line: 1, text: '-w /a -p wa -k x' }]);
});

test('names stand beside the numbers of JSON', async () => {
  const kernel = await loaded(
    '-a always,exit -F arch=b64 -S open -F exit=-EACCES -F uid=root -F auid=unset -F perm=wa -C uid!=euid',
    '-a always,exclude -F msgtype=CWD',
  );
  const rules = JSON.parse((await run(kernel, '-l', '--json')).stdout);
  const names = rules.flatMap((rule: { fields: { name?: string; left?: string; right?: string }[] }) =>
    rule.fields.map(({ name, left, right }) => name ?? `${left} ${right}`),
  );
  assert.deepStrictEqual(names, ['x86_64', '-EACCES', 'root', 'unset', 'wa', 'uid euid', 'CWD']);
});

test('rules and status are given as JSON', async () => {
  const kernel = await loaded('-a always,exit -F arch=b64 -S open,close -F auid>=1000 -k é');
  const [rule] = JSON.parse((await run(kernel, '-l', '--json')).stdout);
  assert.deepStrictEqual(rule.syscalls, ['open', 'close']);
  assert.deepStrictEqual(rule.fields[1], { field: 'auid', operator: '>=', value: 1000 });
  assert.deepStrictEqual(rule.keys, ['é']);
  assert.strictEqual(JSON.parse((await run(kernel, '-s', '--json')).stdout).backlog_limit, 65536);
});

test('the commands of a script on standard input run with one start', async () => {
  const kernel = await loaded();
  const script = rulesFile(
    'script',
    '# both\nauditctl -w /a -k x\n /sbin/ts-auditctl -w /b -k auditctl\n-l\n-w /missing/x\n-w /c\n',
  );
  const fd = openSync(script, 'r');
  const { exit, stdout, stderr } = await runAuditctl(['-R', '-'], fakePlatform(kernel), fd);
  closeSync(fd);
  assert.strictEqual(stdout, '-w /a -p rwxa -k x\n-w /b -p rwxa -k auditctl\n');
  assert.match(stderr, /There was an error in line 5 of standard input\n$/);
  assert.strictEqual(exit, 1);
});

test('the rules of a directory are loaded in order', async () => {
  const kernel = await loaded();
  rulesFile('99.rules', '-w /last\n-e 1\n');
  const rules = path.join(folder, '99.rules');
  const { stdout } = await run(kernel, '--print-merged', folder);
  assert.match(stdout, /^## This file is automatically generated from /);
  assert.match(stdout, /\n-e 1\n$/);
  rmSync(rules);
});

test('a folder is loaded like augenrules does it: audit.rules beside it, -i honoured, every refused line named', async () => {
  const rules = path.join(folder, 'rules.d');
  mkdirSync(rules);
  const generated = path.join(folder, 'audit.rules');
  writeFileSync(path.join(rules, '10.rules'), '-D\n-w /new -k n\n');
  writeFileSync(path.join(rules, '20.rules'), '-w /missing/a\n-a always,exit -S opne\n-w /missing/b\n-w /last\n');
  writeFileSync(path.join(rules, 'not-a-rule.txt'), 'x');
  mkdirSync(path.join(rules, 'a-folder.rules'));
  const kernel = await loaded('-w /old -k o');

  const check = await run(kernel, '--load-dir', '--check', rules);
  assert.strictEqual(check.stdout, 'ts-auditctl: Rules have changed and should be updated\n');
  const refused = await run(kernel, '--load-dir', rules);
  assert.strictEqual(refused.exit, 1);
  assert.match(refused.stdout, /\n0 of 5 rules loaded\n$|^0 of 5 rules loaded\n$/);
  assert.match(refused.stderr, /a-folder\.rules is not a regular file; it is left out\n/);
  assert.match(refused.stderr, /20\.rules:2:\d+: Syscall name unknown: opne/);
  assert.strictEqual(await listOf(kernel), '-w /old -p rwxa -k o\n');
  const text = '-w /new -k n\n-w /missing/a\n-a always,exit -S opne\n-w /missing/b\n-w /last\n';
  assert.strictEqual(
    readFileSync(generated, 'utf8'),
    `## This file is automatically generated from ${rules}\n-D\n\n\n${text}\n`,
  );
  assert.strictEqual(statSync(generated).mode & 0o777, 0o640);
  assert.strictEqual((await run(kernel, '--load-dir', '--check', rules)).stdout, 'ts-auditctl: No change\n');

  writeFileSync(path.join(rules, '05.rules'), '-i\n');
  const most = await run(kernel, '--load-dir', rules);
  assert.strictEqual(most.exit, 0);
  assert.match(most.stdout, /2 of 5 rules loaded\n$/);
  for (const place of ['20.rules:1:', '20.rules:2:', '20.rules:3:']) assert.ok(most.stderr.includes(place), place);
  assert.strictEqual(await listOf(kernel), '-w /new -p rwxa -k n\n-w /last -p rwxa\n');
  assert.ok(readFileSync(`${generated}.prev`, 'utf8').length < readFileSync(generated, 'utf8').length);

  writeFileSync(path.join(rules, '05.rules'), '-c\n');
  assert.strictEqual((await run(kernel, '--load-dir', rules)).exit, 1);
});

test('where no rules are in force, those that the kernel takes are better than none', async () => {
  const rules = path.join(folder, 'boot.d');
  mkdirSync(rules);
  writeFileSync(path.join(rules, '10.rules'), '-D\n-w /missing/a\n-w /last\n-e 2\n');
  const kernel = await loaded();
  const { exit, stdout } = await run(kernel, '--load-dir', rules);
  assert.strictEqual(exit, 1);
  assert.match(stdout, /1 of 2 rules loaded\n$/);
  assert.ok(!kernel.sent.some(([type]) => type === 1001), 'what is incomplete is not locked');
});

test('--check says place and reason, and fails on errors only', async () => {
  const kernel = await loaded();
  const platform = fakePlatform(kernel, { mayControl: false, open: () => assert.fail('no kernel is needed') });
  const bad = rulesFile('bad.rules', '-a always,exit -F arch=b64 -S opne\n');
  const { exit, stdout } = await runAuditctl(['--check', bad], platform);
  assert.strictEqual(stdout, `${bad}:1:31: Syscall name unknown: opne (did you mean open?)\n`);
  assert.strictEqual(exit, 1);
  const good = rulesFile('fine.rules', '-a always,exit -F arch=b64 -S open');
  assert.strictEqual((await runAuditctl(['--check', good], platform)).exit, 0);
});

test('--check reads standard input, gives JSON, and finds fault with a folder without rules', async () => {
  const platform = fakePlatform(await loaded());
  const fd = openSync(rulesFile('input', '-a always,exit -F arch=b64 -S opne\n'), 'r');
  const { exit, stdout } = await runAuditctl(['--check', '-', '--json'], platform, fd);
  closeSync(fd);
  const report = JSON.parse(stdout);
  assert.deepStrictEqual(
    [exit, report.errors, report.findings[0].line, report.findings[0].hint],
    [1, 1, 1, 'did you mean open?'],
  );
  const empty = path.join(folder, 'empty.d');
  mkdirSync(empty);
  const nothing = await runAuditctl(['--check', empty], platform);
  assert.strictEqual(nothing.exit, 1);
  assert.match(nothing.stderr, /^Nothing to check/);
});

test('doctor finds the rule that blinds the machine', async () => {
  const kernel = await loaded('-a never,task', '-a always,exit -F arch=b64 -S open -k x');
  const { exit, stdout } = await run(kernel, 'doctor', '--json');
  assert.strictEqual(exit, 2);
  const texts: string[] = JSON.parse(stdout).findings.map((of: { text: string }) => of.text);
  assert.ok(texts.some((text) => text.includes('makes auditing blind: -a never,task')));
  assert.ok(texts.some((text) => text.startsWith('Rules without a 32-bit twin: 1')));
});

test('--signal waits for the end of the daemon', async () => {
  const kernel = await loaded();
  const asked: string[] = [];
  let steps = 3;
  const status = '00000000010000000100000007000000000000000020000000000000000000007f000000983a000000000000';
  const { FakeKernel: Kernel } = await import('../../netlink/fake-kernel.js');
  const platform = fakePlatform(new Kernel({ status }), {
    signal: (pid, name) => asked.push(`${name} ${pid}`),
    isRunning: () => steps-- > 0,
  });
  assert.strictEqual((await runAuditctl(['--signal', 'stop'], platform)).exit, 0);
  assert.deepStrictEqual([asked, steps], [['SIGTERM 7'], -1]);
  assert.strictEqual((await run(kernel, '--signal', 'TERM')).exit, 2);
});

test('--strict: refused is 1, usage 2, a file with bad lines 3', async () => {
  const kernel = await loaded('-w /etc -p wa -k etc');
  const statusOf = async (...words: readonly string[]): Promise<number> =>
    (await run(kernel, '--strict', ...words)).exit;
  assert.strictEqual(await statusOf('-w', '/etc', '-p', 'wa', '-k', 'etc'), 1);
  assert.strictEqual(await statusOf('-a', 'always,exit', '-S', 'opne'), 2);
  assert.strictEqual(await statusOf('-R', rulesFile('strict.rules', '-a always,exit -S opne\n')), 3);
  assert.strictEqual(await statusOf('-R', path.join(folder, 'not-there.rules')), 3);
  assert.strictEqual(await statusOf('-l'), 0);
});
