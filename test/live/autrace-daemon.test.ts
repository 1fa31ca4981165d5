/** ts-autrace beside an audit daemon that writes, does not write, or stops to; needs root and TS_AUDIT_LIVE=1. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { daemonLog, daemonSkip, withDaemon } from './daemon.js';
import { command, enabled, ended, folder, guardKernel, isLive, options, ownKeys, trace } from './traced.js';

guardKernel();
const skip = !isLive || daemonSkip();

test('a daemon that writes has the records, and what it stops to write is said', { skip }, async () => {
  await withDaemon({}, async (daemon) => {
    const ours = path.join(folder, 'ours.log');
    assert.equal(trace('-o', ours, '/bin/ls', '/').status, 0);
    const { stdout } = trace('/bin/true');
    const key = /'ts-ausearch -i -k (autrace-\S+)'\n$/.exec(stdout)?.[1];
    await pause(500);
    const theirs = new Set(readFileSync(daemonLog, 'latin1').split('\n'));
    assert.deepEqual(
      readFileSync(ours, 'latin1')
        .split('\n')
        .filter((line) => !theirs.has(line)),
      [],
    );
    const found = [...theirs].filter((line) => line.startsWith('type=SYSCALL') && line.includes(` key="${key}"`));
    assert.ok(found.some((line) => line.includes('comm="true"')) && found.length > 20);
    assert.deepEqual(ownKeys(), []);
    assert.equal(enabled(), 1);

    daemon.kill('SIGSTOP');
    const stopped = trace('/bin/true');
    daemon.kill('SIGCONT');
    assert.match(stopped.stderr, /The audit daemon \(process \d+\) does not write: it is stopped/);
    assert.match(stopped.stdout, /ts-ausearch -i -if \S+autrace-\S+\.log'\n$/);

    daemon.kill('SIGUSR1'); // rotates
    await pause(300);
    assert.equal(trace('/bin/true').stderr, '');

    const during = spawn(process.execPath, [...command, '/bin/sleep', '2'], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    during.stderr?.on('data', (text: Buffer) => {
      said += text.toString();
    });
    for (let i = 0; i < 200 && ownKeys().length === 0; i++) await pause(20);
    daemon.kill('SIGSTOP');
    await ended(during);
    daemon.kill('SIGCONT');
    assert.match(said, /the audit daemon stopped writing during the run/);

    assert.deepEqual(ownKeys(), []);
  });
});

test('a daemon that is told to write nothing: ts-autrace records, and says why', { skip }, async () => {
  await withDaemon({ write_logs: 'no' }, async ({ pid }) => {
    const { status, stdout, stderr } = trace('/bin/true');
    assert.equal(status, 0);
    assert.match(
      stderr,
      new RegExp(`process ${pid}\\) does not write: write_logs = no in \\S+auditd\\.conf\\. Recording to `),
    );
    assertRecorded(stdout);
  });
});

test('suspended logging: ts-autrace records, and says why', { skip }, async () => {
  const isFull = { space_left: '99%', admin_space_left: '1%', space_left_action: 'SUSPEND' };
  await withDaemon(isFull, async () => {
    trace('/bin/true'); // it looks at the space when it writes
    const { stdout, stderr } = trace('/bin/true');
    assert.match(stderr, /does not write: .*Recording to /);
    assertRecorded(stdout);
  });
});

/** The hint names a file with the records of the program. */
function assertRecorded(stdout: string): void {
  const file = /'ts-ausearch -i -if (\S+)'\n$/.exec(stdout)?.[1] ?? '';
  assert.match(readFileSync(file, 'latin1'), /type=SYSCALL .* comm="true"/);
}
