/** `simulate` as it is used: files in, text and JSON out, statuses. */
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryLog } from '../../support/temporary-log.js';
import { type Run, withoutKernel } from './run.js';

const logs = path.resolve(import.meta.dirname, '../../../fixtures/logs');
const log = path.join(logs, 'files.log');
function rulesFile(text: string): string {
  const file = temporaryLog(text, 'one.rules');
  chmodSync(file, 0o600);
  return file;
}

const run = (...words: readonly string[]): Promise<Run> => withoutKernel('simulate', ...words);

test('for people: rules with hits, what is left, what cannot be known', async () => {
  const rules = rulesFile('-w /etc/passwd -p wa -k identity\n-a always,exit -F arch=b64 -S acct -k never-seen\n');
  const { exit, stdout } = await run(rules, '--log', log);
  assert.equal(exit, 0);
  assert.match(stdout, /^ +[1-9]\d* .* -w \/etc\/passwd -p wa -k identity$/m);
  assert.match(stdout, /^ +0 .* -a always,exit -F arch=b64 -S acct -k never-seen$/m);
  assert.match(stdout, /unknown: -a always,exit -F arch=b64 -S acct -k never-seen\n +no event of its calls is there/);
  assert.match(stdout, /By day:\n/);
});

test('as JSON, against other rules', async () => {
  const rules = rulesFile('-w /etc/passwd -p wa -k identity\n');
  const other = rulesFile('-w /etc/group -p wa -k identity\n');
  const { stdout } = await run(rules, '--log', log, path.join(logs, 'accounts.log'), '--diff', other, '--json');
  const found = JSON.parse(stdout);
  assert.equal(found.byRule[0].events, found.outcomes.recorded.events);
  assert.equal(found.byRule[0].shown, 'partly');
  assert.ok(found.won.length > 0 && found.lost.length > 0);
});

test('what is won and lost against older rules, for people', async () => {
  const rules = rulesFile('-w /etc/passwd -p wa -k identity\n');
  const other = rulesFile('-w /etc/group -p wa -k identity\n');
  const accounts = path.join(logs, 'accounts.log');
  const lost = await run(rules, '--log', accounts, '--diff', other);
  assert.match(lost.stdout, /\nLost against .*: (\d+) events, .*:\n +\1 .* -w \/etc\/group -p wa -k identity\n/);
  const won = await run(other, '--log', accounts, '--diff', rules);
  assert.match(won.stdout, /\nWon against .*: (\d+) events, .*:\n +\1 .* -w \/etc\/group -p wa -k identity\n/);
  assert.deepEqual([lost.exit, won.exit], [0, 0]);
  assert.match((await run(rules, '--log', log, '--diff', rules)).stdout, /the same events as/);
});

test('statuses: usage 2, what cannot be read 3', async () => {
  const rules = rulesFile('-w /etc/passwd -p wa\n');
  assert.equal((await run('--log', log)).exit, 2);
  assert.equal((await run(rules, log)).exit, 2, 'a log without --log');
  assert.equal((await run(rules, '--log', '/no/such/log')).exit, 3);
  assert.equal((await run('/no/such/rules', '--log', log)).exit, 3);
  assert.equal((await run(rules, '--log', temporaryLog('no log\n'))).exit, 3);
});

test('control bytes of a log do not reach the terminal', async () => {
  const line =
    'type=SYSCALL msg=audit(1.000:1): arch=c000003e syscall=59 success=yes exit=0 a0=0 a1=0 a2=0 a3=0 items=0 ppid=1 pid=2 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) ses=1 comm="x" exe=2F621B5B33316D key=(null)\n';
  const { stdout } = await run(rulesFile('-a always,exit -S execve\n'), '--log', temporaryLog(line));
  assert.ok(!stdout.includes('\x1b'));
  assert.match(stdout, /\/b\\033\[31m/);
});

test('what is taken of security labels is said', async () => {
  const rules = rulesFile(
    '-a never,exit -F arch=b64 -S execve -F subj_type=crond_t\n-a always,exit -F arch=b64 -S execve -k x\n',
  );
  const { stderr } = await run(rules, '--log', log);
  assert.match(stderr, /^NOTE - conditions on security labels are taken not to hold: subj_type=crond_t\n/);
});
