/** Choosing what ts-autrace records, of which processes, and hearing it at once; needs root and TS_AUDIT_LIVE=1. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { systemAccounts } from '../../src/accounts/accounts.js';
import { readStory } from '../../src/trace/read-run.js';
import { assertClean, command, ended, folder, guardKernel, isLive, options, recorded, trace } from './traced.js';

guardKernel();

test('-e records these calls, and programs and processes', { skip: !isLive }, async () => {
  const { story, stderr } = await recorded('-e', 'network', 'sh', '-c', 'ls / >/dev/null; exit 3');
  assert.equal(stderr, '');
  assert.equal(story.processes[0]?.exitStatus, 3);
  assert.equal(story.processes[0]?.children.length, 1);
  assert.deepEqual(
    story.calls.filter(({ name }) => /open|stat|mmap/.test(name)),
    [],
  );
  assert.equal(trace('-e', 'nosuch', '/bin/true').status, 1);
});

test('-P records what is about a file, or lies below a folder', { skip: !isLive }, async () => {
  const below = path.join(folder, 'below');
  mkdirSync(below, { recursive: true });
  writeFileSync(path.join(below, 'x'), 'text');
  const { story } = await recorded('-P', below, 'sh', '-c', `cat ${below}/x /etc/passwd >/dev/null; : > ${below}/y`);
  const real = realpathSync(below);
  assert.deepEqual(
    story.files.map((file) => file.path),
    [`${real}/x`, `${real}/y`],
  );
});

test('-P hears of a file, and of a folder with what is in it, from its beginning', { skip: !isLive }, async () => {
  const file = path.join(folder, 'to-come');
  const { story } = await recorded('-P', file, 'sh', '-c', `: >${file}; : >${file}2; rm ${file}`);
  assert.deepEqual(
    story.files.map(({ path: name, counts }) => [path.basename(name), counts.has('created'), counts.has('deleted')]),
    [['to-come', true, true]],
  );
  const made = await recorded('-P', file, 'sh', '-c', `mkdir ${file}; : >${file}/x; rm -r ${file}`);
  assert.deepEqual(
    made.story.files.map(({ path: name }) => path.relative(folder, name)),
    ['to-come', 'to-come/x'],
  );
  assert.match(trace('-P', `${file}/x`, '/bin/true').stderr, /-P .*: there is no folder /);
  assertClean();
});

test('--summary records what it tells, --all everything', { skip: !isLive }, async () => {
  const script = 'cat /etc/passwd >/dev/null; su nobody -s /bin/sh -c "cat /etc/shadow" 2>/dev/null; exit 0';
  const { story, stdout } = await recorded('--summary', 'sh', '-c', script);
  const access = new Map(story.files.map((file) => [file.path, [...file.counts.keys()]]));
  assert.ok(access.get('/etc/passwd')?.includes('read'));
  assert.ok(access.get('/etc/shadow')?.includes('denied'));
  assert.deepEqual(
    story.calls.filter(({ name }) => /mmap|^fstat$|^read$/.test(name)),
    [],
  );
  assert.doesNotMatch(stdout, /System calls/);
  assert.match((await recorded('--summary', '--all', 'true')).stdout, /System calls[\s\S]*mmap/);
});

test('--attach follows a running process and its children', { skip: !isLive }, async () => {
  // Auditing was on before: an earlier run of this file has seen to that.
  const target = spawn(
    'sh',
    ['-c', 'while read -r line; do /bin/echo "$line" >/dev/null; sh -c "/bin/ls / >/dev/null; :"; done'],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  const log = path.join(folder, 'attach.log');
  const tracer = spawn(process.execPath, [...command, '--attach', String(target.pid), '-o', log], {
    ...options,
    stdio: 'pipe',
  });
  await text(tracer, /Attached to process/);
  await pause(300);
  target.stdin?.write('one\n');
  await pause(300);
  target.stdin?.end('two\n');
  await ended(tracer);
  const story = await readStory(log, systemAccounts());
  const told = JSON.stringify(story.processes, ['children', 'commands']);
  for (const word of ['one', 'two', '/bin/ls']) assert.ok(told.includes(word), word);
  assertClean();
  assert.match(trace('--attach', '999999999').stderr, /can't find process/);
});

/** A daemon without a login, like sshd or cron, whose child logs somebody in: possible also where login uids are locked. */
test('--attach follows a process into the login session that it begins', { skip: !isLive }, async (t) => {
  if (readFileSync('/proc/self/loginuid', 'latin1') !== '4294967295') return t.skip('these tests have a login already');
  const login = path.join(folder, 'login.sh');
  writeFileSync(login, `echo 4711 >/proc/self/loginuid; sleep 0.5; sh -c 'sh -c "/bin/ls / >/dev/null; :"; :'\n`);
  const daemon = spawn('sh', ['-c', 'read -r line; sh "$0"; :', login], { stdio: ['pipe', 'ignore', 'ignore'] });
  const log = path.join(folder, 'login.log');
  const tracer = spawn(process.execPath, [...command, '--attach', String(daemon.pid), '-o', log], {
    ...options,
    stdio: 'pipe',
  });
  await text(tracer, /Attached to process/);
  await pause(300);
  daemon.stdin?.end('go\n');
  await ended(tracer);
  const lines = readFileSync(log, 'latin1').split('\n');
  const session = / old-auid=4294967295 auid=4711 .* ses=(\d+) res=1/.exec(lines.join('\n'))?.[1];
  assert.ok(session, 'the login');
  const calls = lines.filter((line) => line.startsWith('type=SYSCALL') && line.includes(` ses=${session} `));
  assert.ok(
    calls.some((line) => line.includes('comm="ls"')),
    'what a child of a child did in it',
  );
  assertClean();
});

test('--live tells while the program runs; --system tells of others', { skip: !isLive }, async () => {
  const live = trace('--live', 'sh', '-c', 'cat /etc/hostname; : >/tmp/ts-audit-live-x; rm /tmp/ts-audit-live-x');
  assert.match(live.stderr, / cat +exec +cat \/etc\/hostname\n/);
  assert.match(live.stderr, / rm +deleted +\/tmp\/ts-audit-live-x\n/);
  assert.doesNotMatch(live.stdout, /exec/);
  assertClean();

  const system = spawn(process.execPath, [...command, '--live', '--system'], { ...options, stdio: 'pipe' });
  await text(system, /Watching all processes/);
  await pause(300);
  spawn('/bin/cat', ['/etc/hostname']);
  const seen = await text(system, /exec +\/bin\/cat \/etc\/hostname/);
  assert.match(seen, /exec +\/bin\/cat/);
  system.kill('SIGINT');
  await ended(system);
  assertClean();
});

test('Ctrl-C on a terminal ends --system', { skip: !isLive }, async () => {
  // A shell that stays (dash) would die of the signal itself.
  const words = ['exec', process.execPath, ...command, '--live', '--system'].join(' ');
  const terminal = spawn('script', ['-qec', words, '/dev/null'], { ...options, stdio: 'pipe' });
  await text(terminal, /Watching all processes/);
  await pause(300);
  terminal.stdin.write('\x03');
  const [status] = await Promise.race([ended(terminal), pause(10_000, ['still running'])]);
  terminal.kill();
  assert.equal(status, 0);
  assertClean();
});

/** What a program says on either output, until it matches. */
function text(child: ChildProcess, until: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString('latin1');
      if (until.test(said)) resolve(said);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', () => resolve(said));
  });
}
