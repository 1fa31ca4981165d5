/** `explain` and `why-not` about an event of a log. */
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { test } from 'node:test';
import { temporaryLog } from '../../support/temporary-log.js';
import { withoutKernel } from './run.js';

function rulesFile(...lines: readonly string[]): string {
  const file = temporaryLog(`${lines.join('\n')}\n`, 'one.rules');
  chmodSync(file, 0o600);
  return file;
}

/** Of uid 1000, in a session: unlink, successful. */
const log = 'fixtures/logs/files.log';
const removal = ['--event', '551640', '-if', log];
const RULE = '-a always,exit -F arch=b64 -S unlink -F auid>=1000 -F auid!=unset -F key=gone';

test('which of these rules would record it, and what the log says of it', async () => {
  const { exit, stdout } = await withoutKernel('explain', rulesFile(RULE), ...removal);
  assert.match(stdout, /^event 551640: the log has it with key .*\nrecorded, key gone: -a always,exit .* -S unlink/);
  assert.equal(exit, 0);
});

test('what keeps it away, the same as of an event that is described', async () => {
  const daemons = rulesFile(RULE.replace('auid>=1000 -F auid!=unset', 'auid=unset'), '-w /etc/shadow -p wa -k shadow');
  const { exit, stdout } = await withoutKernel('why-not', daemons, ...removal);
  assert.match(stdout, /\nnot recorded, no rule matches\n {2}because the login uid/);
  assert.equal(exit, 1);
  const never = rulesFile('-a never,exit -F arch=b64 -S unlink -F uid=1000', RULE);
  const hidden = await withoutKernel('why-not', never, ...removal);
  assert.match(hidden.stdout, /not recorded, a never rule decides/);
  assert.match(hidden.stdout, /matches: -a always,exit -F arch=b64 -S unlink/);
  const described = ['--', 'unlink', 'path=/srv/x', 'uid=1000', 'auid=1000', 'success=1'];
  assert.match((await withoutKernel('why-not', never, ...described)).stdout, /not recorded, a never rule decides/);
});

test('an event that the log does not have, and a log that is not there, have status 3', async () => {
  const rules = rulesFile(RULE);
  const absent = await withoutKernel('explain', rules, '--event', '1', '-if', log);
  assert.deepEqual([absent.exit, absent.stderr], [3, `no event 1 in ${log}\n`]);
  assert.equal((await withoutKernel('explain', rules, '--event', '1', '-if', '/no/such.log')).exit, 3);
});
