/** The doctor on this kernel with a real auditd, in states that it must find out. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { collectFacts } from '../../src/control/doctor/collect.js';
import { judge } from '../../src/control/doctor/doctor.js';
import type { DoctorFinding } from '../../src/control/doctor/finding.js';
import { systemPlatform } from '../../src/control/platform.js';
import { runAuditctl } from '../cli/auditctl/run.js';
import { deleteAllRules, liveSkip, saveKernelState, withClient } from './kernel-state.js';

const AUDITD = '/opt/audit-reference/bin/auditd';
const RUN = '/run/audit';
const skip =
  liveSkip() ||
  (!existsSync(AUDITD) && 'no auditd to start') ||
  (withClient((client) => client.status().pid) !== 0 && 'a daemon is registered');

describe('the doctor with a real daemon', { skip }, () => {
  let restore = (): void => {};
  let folder = '';
  const hadRun = existsSync(RUN);
  before(async () => {
    restore = saveKernelState();
    folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
    for (const name of ['rules.d', 'plugins.d', 'log']) mkdirSync(path.join(folder, name), { mode: 0o700 });
    const rules = ['b64', 'b32'].map((arch) => `-a always,exit -F arch=${arch} -S acct -F key=doctor\n`);
    writeFileSync(path.join(folder, 'rules.d', 'a.rules'), `-D\n-b 8192\n-f 1\n${rules.join('')}-e 1\n`);
    await runAuditctl(['--reset-lost'], systemPlatform());
    await runAuditctl(['--reset_backlog_wait_time_actual'], systemPlatform());
    await runAuditctl(['--load-dir', path.join(folder, 'rules.d')], systemPlatform());
  });
  after(() => {
    restore();
    rmSync(folder, { recursive: true });
    if (!hadRun && existsSync(RUN)) rmdirSync(RUN);
  });

  const log = (): string => path.join(folder, 'log', 'audit.log');

  async function withDaemon(changes: readonly string[], use: (pid: number) => void | Promise<void>): Promise<void> {
    const lines = [
      `log_file = ${log()}`,
      'log_group = root',
      'log_format = ENRICHED',
      'flush = INCREMENTAL_ASYNC',
      'freq = 50',
      'num_logs = 5',
      'max_log_file = 8',
      'max_log_file_action = ROTATE',
      'space_left_action = SYSLOG',
      'admin_space_left_action = SUSPEND',
      'disk_full_action = SUSPEND',
      'disk_error_action = SUSPEND',
      `plugin_dir = ${folder}/plugins.d`,
    ];
    const all = changes.some((line) => line.startsWith('space_left ='))
      ? []
      : ['space_left = 2', 'admin_space_left = 1'];
    const kept = lines.filter((line) => !changes.some((other) => other.split(' ')[0] === line.split(' ')[0]));
    writeFileSync(path.join(folder, 'auditd.conf'), `${[...kept, ...all, ...changes].join('\n')}\n`, { mode: 0o640 });
    const child = spawn(AUDITD, ['-n', '-c', folder], { stdio: 'ignore' });
    try {
      const pid = await registered(child);
      await use(pid);
      process.kill(pid, 'SIGCONT');
    } finally {
      child.kill('SIGTERM');
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
    }
  }

  const examine = (): readonly DoctorFinding[] => {
    const options = {
      sendsMarker: true,
      confFile: path.join(folder, 'auditd.conf'),
      rulesFolder: path.join(folder, 'rules.d'),
    };
    return judge(collectFacts(systemPlatform(), options)).filter(({ level }) => level !== 'ok');
  };
  /** The disk of the test may be nearly anything; memory is said to be memory. */
  const texts = (): readonly string[] =>
    examine()
      .map(({ level, text, why }) => `${level}: ${text} (${why})`)
      .filter((text) => !/tmpfs/.test(text));

  test('a daemon that writes: nothing is wrong', async () => {
    await withDaemon([], () => assert.deepEqual(texts(), []));
  });

  test('what the daemon runs as its plugins, open for everybody to write, is found', async () => {
    const plugin = path.join(folder, 'plugins.d/own.conf');
    writeFileSync(plugin, 'active = no\n');
    await withDaemon([], () => {
      chmodSync(plugin, 0o666);
      assert.match(texts().join('\n'), /problem: Everybody may write .*\/plugins\.d\/own\.conf/);
    });
    rmSync(plugin);
  });

  test('a stopped daemon is found and not woken', async () => {
    await withDaemon([], (pid) => {
      process.kill(pid, 'SIGSTOP');
      const found = texts().join('\n');
      assert.match(found, /problem: The audit daemon \(.*\) is stopped/);
      assert.match(found, /is not in .*its way ends here: The audit daemon .* is stopped/);
      assert.match(texts().join('\n'), /is stopped/);
    });
  });

  test('suspended logging is found', async () => {
    await withDaemon(['space_left = 99%', 'admin_space_left = 1%', 'space_left_action = SUSPEND'], async () => {
      // It looks at the space when it writes.
      for (let i = 0; i < 5; i++) await runAuditctl(['-m', 'x'], systemPlatform());
      await pause(300);
      const found = texts().join('\n');
      assert.match(found, /problem: The daemon has suspended logging/);
      assert.match(found, /is not in .*suspended logging/);
    });
  });

  test('a daemon without a log is found', async () => {
    await withDaemon(['write_logs = no'], () => {
      const found = texts().join('\n');
      assert.match(found, /write_logs is no/);
      assert.match(found, /is not in/);
    });
  });

  test('a full disk is found, and what the daemon did about it', async () => {
    const small = path.join(folder, 'small');
    mkdirSync(small, { mode: 0o700 });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=700', 'tmpfs', small]);
    try {
      await withDaemon([`log_file = ${small}/audit.log`], async () => {
        assert.deepEqual(texts(), []);
        const fill = (): void => writeFileSync(path.join(small, 'fill'), Buffer.alloc(8 << 20));
        assert.throws(fill, { code: 'ENOSPC' });
        for (let i = 0; i < 50; i++) await runAuditctl(['-m', 'x'.repeat(500)], systemPlatform());
        const found = texts().join('\n');
        assert.match(found, /problem: The disk of the log is full|problem: The daemon has (no space left|suspended)/);
        assert.match(found, /is not in .*its way ends here/);
      });
    } finally {
      execFileSync('umount', [small]);
    }
  });

  test('a daemon that writes to another file than its configuration says is found', async () => {
    await withDaemon([], () => {
      const file = path.join(folder, 'auditd.conf');
      const other = path.join(folder, 'log', 'other.log');
      writeFileSync(file, readFileSync(file, 'latin1').replace(log(), other));
      writeFileSync(other, '', { mode: 0o600 });
      const found = texts().join('\n');
      assert.match(found, /is not in .*other\.log .*the daemon has not opened that file; it writes to .*audit\.log/);
    });
  });

  test('a rule that drops the messages, and one that is not in force, are found', async () => {
    await withDaemon([], async () => {
      await runAuditctl(['-a', 'always,exclude', '-F', 'msgtype>1000'], systemPlatform());
      const found = texts().join('\n');
      assert.match(found, /makes auditing blind/);
      assert.match(found, /is not in .*always,exclude/);
      withClient(deleteAllRules);
      assert.match(texts().join('\n'), /2 of 2 rules of the files are not in force/);
    });
  });

  test('no daemon: said, with the marker', () => {
    assert.match(texts().join('\n'), /No audit daemon is registered/);
  });
});

async function registered(child: ChildProcess): Promise<number> {
  for (let waited = 0; waited < 5000; waited += 50) {
    const { pid } = withClient((client) => client.status());
    if (pid !== 0) {
      await pause(200);
      return pid;
    }
    assert.equal(child.exitCode, null, 'auditd has ended');
    await pause(50);
  }
  assert.fail('auditd has not registered');
}
