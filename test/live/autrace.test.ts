/** ts-autrace on this machine's kernel; needs root and TS_AUDIT_LIVE=1. Foreign rules may come and go meanwhile. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { systemAccounts } from '../../src/accounts/accounts.js';
import { processStart } from '../../src/control/proc-file.js';
import { openTransport } from '../../src/netlink/addon.js';
import { AuditClient } from '../../src/netlink/client.js';
import { decodeRule } from '../../src/rules/decode.js';
import { encodeRule } from '../../src/rules/encode.js';
import { FIELD_KEY } from '../../src/rules/fields.js';
import type { TracedProcess } from '../../src/story/processes.js';
import type { Story } from '../../src/story/story.js';
import { markerRule } from '../../src/trace/plan.js';
import { readStory } from '../../src/trace/read-run.js';

const isLive = process.env.TS_AUDIT_LIVE === '1' && process.getuid?.() === 0;
const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-live-'));
const foreignRule = encodeRule(markerRule('ts-audit-live-foreign'));
const hasStrace = spawnSync('strace', ['-V']).status === 0;

const command = ['--import', 'tsx', path.join(root, 'src/cli/autrace/start.ts')];
const options = { cwd: root, env: { ...process.env, XDG_STATE_HOME: folder }, encoding: 'latin1' } as const;

function ask<T>(question: (client: AuditClient) => T): T {
  const client = new AuditClient(openTransport());
  try {
    return question(client);
  } finally {
    client.close();
  }
}

/** Keys of the rules that runs have in the kernel. */
function ownKeys(): readonly string[] {
  return ask((client) =>
    client.listRules().flatMap((bytes) => {
      const key = decodeRule(bytes).fields.find(({ field }) => field === FIELD_KEY);
      return key && 'text' in key && key.text.startsWith('autrace-') ? [key.text] : [];
    }),
  );
}

const isForeignThere = (): boolean => ask((client) => client.listRules().some((rule) => rule.equals(foreignRule)));
const enabled = (): number => ask((client) => client.status().enabled);
let enabledBefore = 0;

function trace(...argv: readonly string[]) {
  return spawnSync(process.execPath, [...command, ...argv], options);
}

async function recorded(...argv: readonly string[]) {
  const log = path.join(folder, 'run.log');
  const { status, stdout, stderr } = trace('-o', log, ...argv);
  assertClean();
  return { status, stdout, stderr, story: await readStory(log, systemAccounts()) };
}

function assertClean(): void {
  assert.deepEqual(ownKeys(), []);
  assert.ok(isForeignThere());
  assert.equal(enabled(), enabledBefore);
}

function script(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

/** Calls that depend on who is faster. */
const timing = new Set([
  'wait4',
  'rt_sigreturn',
  'restart_syscall',
  'futex',
  'exit_group',
  'execve',
  'brk',
  'mmap',
  'munmap',
]);

/** Counts by call, as strace sees the same program; the first lines are the program's start. */
function straced(...argv: readonly string[]): Map<string, number> {
  const log = path.join(folder, 'strace.log');
  spawnSync('strace', ['-f', '-o', log, ...argv], options);
  const counts = new Map<string, number>();
  for (const line of readFileSync(log, 'latin1').split('\n')) {
    const call = /^\d+ +(\w+)\(/.exec(line)?.[1];
    if (call && !timing.has(call)) counts.set(call, (counts.get(call) ?? 0) + 1);
  }
  return counts;
}

/** What the held stub did itself before it became the program. */
const stubCalls: ReadonlyMap<string, number> = new Map([
  ['read', 3],
  ['close', 3],
  ['dup2', 2],
  ['fcntl', 2],
  ['write', 1],
]);

function assertSameCalls(story: Story, expected: ReadonlyMap<string, number>): void {
  const seen = new Map(story.calls.map(({ name, count }) => [name.replace(/^pread$/, 'pread64'), count]));
  for (const [name, count] of expected) {
    const ours = seen.get(name) ?? 0;
    assert.ok(ours >= count && ours <= count + (stubCalls.get(name) ?? 0), `${name}: ${ours}, strace ${count}`);
  }
}

before(() => {
  if (!isLive) return;
  enabledBefore = enabled();
});

// Other tests on this kernel may have removed it.
beforeEach(() => {
  if (isLive && !isForeignThere()) ask((client) => client.addRule(foreignRule));
});

test.after(() => {
  if (isLive && isForeignThere()) ask((client) => client.deleteRule(foreignRule));
  rmSync(folder, { recursive: true });
});

test('ls: everything recorded, all said, everything put back', { skip: !isLive }, async () => {
  const { status, stdout, stderr, story } = await recorded('/bin/ls', '/');
  assert.equal(status, 0, stderr);
  assert.match(
    stdout,
    /^Waiting to execute: \/bin\/ls\nbin\n[\s\S]*\nCleaning up\.\.\.\nTrace complete\. .*'ts-ausearch -i -if .*run\.log'\n$/,
  );
  assert.equal(stderr, '');
  assert.equal(story.processes[0]?.exitStatus, 0);
  if (hasStrace) assertSameCalls(story, straced('/bin/ls', '/'));
});

test('a default recording is private and named', { skip: !isLive }, () => {
  const { stdout } = trace('/bin/true');
  const file = /-if (\S+)'\n$/.exec(stdout)?.[1] ?? '';
  assert.equal(path.dirname(file), path.join(folder, 'ts-audit'));
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assertClean();
});

test('three generations and a daemon', { skip: !isLive }, async () => {
  const generations = script(
    'generations',
    '#!/bin/sh\n/bin/true\nsh -c \'/bin/true; sh -c "/bin/true; exit 4"; exit 3\'\nexit 5\n',
  );
  const { status, story } = await recorded(generations);
  assert.equal(status, 5);
  const [top] = story.processes;
  assert.equal(story.processes.length, 1);
  assert.deepEqual(
    [top?.children.length, top?.children[1]?.exitStatus, top?.children[1]?.children[1]?.exitStatus],
    [2, 3, 4],
  );
  if (hasStrace) assertSameCalls(story, straced(generations));

  const { story: daemon } = await recorded(
    '--wait',
    'sh',
    '-c',
    '(setsid sh -c "sleep 0.2; exec /bin/echo late" >/dev/null &) & exit 0',
  );
  assert.ok(JSON.stringify(daemon.processes[0], ['children', 'commands']).includes('late'));

  const { story: narrow } = await recorded('--no-follow', generations);
  assert.ok(!JSON.stringify(narrow.processes, ['children', 'exitStatus']).includes('"exitStatus":4'));
});

test('every process makes as many calls as strace sees in the same run', { skip: !isLive || !hasStrace }, async () => {
  const log = path.join(folder, 'same.strace');
  const text = `dd if=/dev/zero of=/dev/null bs=1 count=3000 2>/dev/null\nsh -c 'ls /; sh -c "exit 4"' >/dev/null\n(setsid sh -c 'sleep 0.1; ls / >/dev/null' &)\n`;
  const { story } = await recorded('--wait', 'strace', '-f', '-o', log, 'sh', script('same', text));
  const seen = new Map<number, number>();
  for (const line of readFileSync(log, 'latin1').split('\n')) {
    const pid = /^(\d+) +\w+\(/.exec(line)?.[1];
    if (pid !== undefined) seen.set(Number(pid), (seen.get(Number(pid)) ?? 0) + 1);
  }
  const calls = new Map(story.processes.flatMap(withDescendants).map((traced) => [traced.pid, traced.calls]));
  const [[first = 0, count = 0] = [], ...others] = seen;
  assert.ok(others.length >= 6);
  assert.ok((calls.get(first) ?? 0) >= count, 'the first was a part of strace before');
  for (const [pid, expected] of others) assert.equal(calls.get(pid), expected, `process ${pid}`);
});

function withDescendants(traced: TracedProcess): readonly TracedProcess[] {
  return [traced, ...traced.children.flatMap(withDescendants)];
}

test('20,000 system calls in two seconds', { skip: !isLive }, async () => {
  const words = ['sh', '-c', 'dd if=/dev/zero of=/dev/null bs=1 count=10000 2>/dev/null; sleep 2'];
  const { story, stderr } = await recorded(...words);
  assert.equal(stderr, '');
  assert.ok((story.calls.find(({ name }) => name === 'write')?.count ?? 0) >= 10_000);
  if (hasStrace) assertSameCalls(story, straced(...words));
});

test('programs that fail, are killed, do not exist, cannot be run', { skip: !isLive }, async () => {
  assert.equal((await recorded('sh', '-c', 'exit 9')).status, 9);
  const killed = await recorded('sh', '-c', 'kill -KILL $$');
  assert.equal(killed.status, 137);
  assert.equal(killed.story.processes[0]?.signal, 'SIGKILL');
  const plain = script('plain', '');
  chmodSync(plain, 0o644);
  for (const [word, status, text] of [
    ['/nonexistent', 127, "Error - can't find: /nonexistent\n"],
    [plain, 126, `Error checking ${plain} (Permission denied)\n`],
  ] as const) {
    const refused = trace(word);
    assert.deepEqual([refused.status, refused.stderr, refused.stdout], [status, text, '']);
  }
  assert.equal(trace(folder).status, 126);
  assertClean();
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} goes to the program, and everything is put back`, { skip: !isLive }, async () => {
    const child = await running('/bin/sleep', '30');
    child.kill(signal);
    const [status] = await ended(child);
    assert.ok(status !== null && status > 128, `status ${status}`);
    assertClean();
  });
}

test('what a killed run left is removed by the next one, or by --cleanup', { skip: !isLive }, async () => {
  for (const argv of [['/bin/true'], ['--cleanup']]) {
    const child = await running('/bin/sleep', '2');
    child.kill('SIGKILL');
    await ended(child);
    assert.ok(ownKeys().length > 0);
    assert.equal(trace(...argv).status, 0);
    assertClean();
  }
});

test('a rule that would blind the trace is refused', { skip: !isLive }, () => {
  const auditctl = (operation: string): unknown =>
    spawnSync(
      process.execPath,
      [
        '--import',
        'tsx',
        path.join(root, 'src/cli/auditctl/start.ts'),
        operation,
        'never,task',
        '-F',
        'uid=0',
        '-F',
        'gid!=424242',
      ],
      options,
    );
  auditctl('-a');
  try {
    const { status, stderr } = trace('/bin/true');
    assert.equal(status, 1);
    assert.match(stderr, /never,task.*nothing would be recorded/);
  } finally {
    auditctl('-d');
  }
  assertClean();
});

const daemonProgram = ['/sbin/auditd', '/opt/audit-reference/bin/auditd'].find((file) => existsSync(file));

test('beside a running daemon', { skip: !isLive || !daemonProgram }, async (t) => {
  if (ask((client) => processStart(client.status().pid || -1)) !== undefined)
    return t.skip('another daemon is running');
  const log = path.join(folder, 'daemon.log');
  const conf = {
    log_file: log,
    log_group: 'root',
    log_format: 'ENRICHED',
    flush: 'NONE',
    space_left: '2',
    admin_space_left: '1',
  };
  writeFileSync(
    path.join(folder, 'auditd.conf'),
    Object.entries(conf)
      .map(([key, value]) => `${key} = ${value}\n`)
      .join(''),
  );
  const daemon = spawn(daemonProgram ?? '', ['-n', '-c', folder], { stdio: 'ignore' });
  try {
    for (let i = 0; i < 100 && enabled() === 0; i++) await pause(50);
    const ours = path.join(folder, 'ours.log');
    assert.equal(trace('-o', ours, '/bin/ls', '/').status, 0);
    const { stdout } = trace('/bin/true');
    const pid = /'ts-ausearch -i -p (\d+)'\n$/.exec(stdout)?.[1];
    await pause(500);
    const theirs = new Set(readFileSync(log, 'latin1').split('\n'));
    assert.deepEqual(
      readFileSync(ours, 'latin1')
        .split('\n')
        .filter((line) => !theirs.has(line)),
      [],
    );
    assert.ok([...theirs].some((line) => line.includes(` pid=${pid} `)));
    assert.deepEqual(ownKeys(), []);
    assert.equal(enabled(), 1);
  } finally {
    daemon.kill();
    await new Promise((resolve) => daemon.once('exit', resolve));
    ask((client) => client.set('enabled', enabledBefore));
  }
});

/** Started, and past the gate. */
async function running(...words: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...command, '-o', path.join(folder, 'run.log'), ...words], {
    ...options,
    stdio: 'ignore',
  });
  for (let i = 0; i < 200 && !children(child.pid).includes(path.basename(words[0] ?? '')); i++) await pause(50);
  return child;
}

/** Names of the programs that a process' children run. */
function children(pid = 0): readonly string[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const comm = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      return stat.slice(stat.lastIndexOf(')')).split(' ')[2] === String(pid) ? [comm] : [];
    } catch {
      return [];
    }
  });
}

function ended(child: ChildProcess): Promise<readonly [number | null]> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve([child.exitCode]);
  return new Promise((resolve) => child.once('exit', (status) => resolve([status])));
}
