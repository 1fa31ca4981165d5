/** An auditd of the test's own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processStart } from '../../src/control/proc-file.js';
import { ask, enabledBefore, folder } from './traced.js';

const program = ['/sbin/auditd', '/opt/audit-reference/bin/auditd'].find((file) => existsSync(file));

/** A reason to skip, or false. */
export function daemonSkip(): string | false {
  if (program === undefined) return 'no auditd to start';
  const isThere = ask((client) => processStart(client.status().pid || -1)) !== undefined;
  return isThere && 'another daemon is running';
}

export const daemonLog: string = path.join(folder, 'daemon.log');

const usual: Readonly<Record<string, string>> = {
  log_file: daemonLog,
  log_group: 'root',
  log_format: 'ENRICHED',
  flush: 'NONE',
  space_left: '2',
  admin_space_left: '1',
};

/** Runs while it is registered and writes as `changes` of its configuration say. */
export async function withDaemon(
  changes: Readonly<Record<string, string>>,
  use: (daemon: ChildProcess) => Promise<void>,
): Promise<void> {
  const lines = Object.entries({ ...usual, ...changes }).map(([key, value]) => `${key} = ${value}\n`);
  writeFileSync(path.join(folder, 'auditd.conf'), lines.join(''));
  const daemon = spawn(program ?? '', ['-n', '-c', folder], { stdio: 'ignore' });
  try {
    for (let i = 0; i < 100 && ask((client) => client.status().pid) !== daemon.pid; i++) await pause(50);
    await use(daemon);
  } finally {
    daemon.kill('SIGCONT');
    daemon.kill();
    if (daemon.exitCode === null) await new Promise((resolve) => daemon.once('exit', resolve));
    ask((client) => client.set('enabled', enabledBefore));
  }
}
