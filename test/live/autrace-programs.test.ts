/** What ts-autrace records of programs, on this machine's kernel; needs root and TS_AUDIT_LIVE=1. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Story } from '../../src/story/story.js';
import { assertClean, folder, guardKernel, isLive, options, recorded, root, script, trace } from './traced.js';

const hasStrace = spawnSync('strace', ['-V']).status === 0;
guardKernel();

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

const shared = path.join(folder, 'shared');
const samples: Readonly<Record<string, readonly string[]>> = {
  'sh, dd, ls': [
    'sh',
    '-c',
    `dd if=/dev/zero of=/dev/null bs=1 count=3000 2>/dev/null; sh -c 'ls /; sh -c "exit 4"' >/dev/null; (setsid sh -c 'sleep 0.1; ls / >/dev/null' &)`,
  ],
  ls: ['ls', '-lR', root.concat('/src')],
  tar: ['tar', '-czf', `${shared}.tgz`, '-C', root, 'src/trace'],
  cc: ['cc', '-c', '-o', `${shared}.o`, path.join(import.meta.dirname, 'under-seccomp.c')],
  git: ['git', '-C', root, 'log', '-3', '--stat'],
  perl: ['perl', '-e', 'for (1..50) { fork or exit 0 } 1 while wait > 0'],
  find: ['find', root.concat('/src'), '-name', '*.ts', '-newer', '/etc/hostname'],
};

for (const [name, words] of Object.entries(samples)) {
  const isThere = spawnSync('sh', ['-c', `command -v ${words[0]}`]).status === 0;
  test(`strace sees the same calls of each process in the same run: ${name}`, {
    skip: !isLive || !hasStrace || !isThere,
  }, async () => {
    const log = path.join(folder, 'same.strace');
    await recorded('--wait', 'strace', '-f', '-o', log, ...words);
    const seen = callsByProcess(readFileSync(log, 'latin1'), /^(\d+) +(\w+)\(/);
    const [program = 0] = seen.keys();
    const recording = readFileSync(path.join(folder, 'run.log'), 'latin1');
    const own = callsByProcess(fromProgram(recording, program), /^type=SYSCALL.* pid=(\d+) .*SYSCALL=(\w+)/);
    for (const [pid, calls] of seen) assert.deepEqual(own.get(pid), calls, `process ${pid}`);
  });
}

/** Sorted names of the calls of each process, in the order of their first ones. */
function callsByProcess(text: string, line: RegExp): Map<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (const [, pid, name = ''] of text.matchAll(new RegExp(line, 'gm'))) {
    const calls = found.get(Number(pid)) ?? [];
    calls.push(auditName.get(name) ?? name);
    found.set(Number(pid), calls);
  }
  for (const calls of found.values()) calls.sort();
  return found;
}

/** Calls that audit names otherwise than the kernel does. */
const auditName: ReadonlyMap<string, string> = new Map([
  ['pread64', 'pread'],
  ['pwrite64', 'pwrite'],
]);

/** Without what this process did before it became the program: it was a part of strace. */
function fromProgram(recording: string, pid: number): string {
  const lines = recording.split('\n').filter((line) => line.startsWith('type=SYSCALL'));
  const isOwn = (line: string): boolean => line.includes(` pid=${pid} `);
  const start = lines.findIndex(
    (line) => isOwn(line) && line.includes(' success=yes ') && line.includes('SYSCALL=execve '),
  );
  return lines.filter((line, i) => i >= start || !isOwn(line)).join('\n');
}

test('the tree that ts-ausearch makes of the recording is the same', { skip: !isLive }, async () => {
  const { stdout } = await recorded(
    '--tree',
    'sh',
    '-c',
    '(setsid sh -c "ls / >/dev/null" &) ; true; exec ls /nonexistent',
  );
  const tree = /\nProcesses\n([\s\S]*?)Trace complete/.exec(stdout)?.[1] ?? '';
  const log = path.join(folder, 'run.log');
  const words = ['--import', 'tsx', path.join(root, 'src/cli/ausearch/start.ts'), '--tree', '-if', log];
  assert.equal(spawnSync(process.execPath, words, options).stdout, tree);
  assert.ok(tree.includes('ls'));
});

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
  for (const [text, status] of [
    ['#!/no/such/interpreter\n', 127],
    ['\x7fELF', 126],
  ] as const) {
    assert.equal(trace(script('unrunnable', text)).status, status);
  }
  assert.equal(trace(folder).status, 126);
  assertClean();
});

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

function assertSameCalls(story: Story, expected: ReadonlyMap<string, number>): void {
  const seen = new Map(story.calls.map(({ name, count }) => [name.replace(/^pread$/, 'pread64'), count]));
  for (const [name, count] of expected) {
    const ours = seen.get(name) ?? 0;
    assert.equal(ours, count, name);
  }
}
