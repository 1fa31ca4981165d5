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

test('words of an event that could only be misread are refused', async () => {
  const rules = rulesFile(RULE);
  const mistakes: readonly (readonly [words: readonly string[], text: RegExp])[] = [
    [['rename', 'path=/a', 'path=/b'], /^path is given twice: a described event is about one file/],
    [['unlink', 'uid=0', 'uid=1'], /^uid is given twice\n/],
    [['unlink', 'uid=4294967296'], /^uid needs a number from 0 to 4294967295, not 4294967296\n/],
    [['unlink', 'groups=1,-5'], /^groups needs a number from 0 to 4294967295/],
    [['unlink', 'success=maybe'], /^success is yes or no, not maybe\n/],
    [['unlink', 'exit=EACCES', 'success=yes'], /^exit=-13 and success=yes exclude each other\n/],
    [['unlink', 'exit=0', 'success=no'], /^exit=0 and success=no exclude each other\n/],
    [['unlink', 'path=etc/x'], /^path needs a whole path, not etc\/x\n/],
  ];
  for (const [words, text] of mistakes) {
    const { exit, stderr } = await withoutKernel('explain', rules, '--', ...words);
    assert.match(stderr, text);
    assert.equal(exit, 2);
  }
  const fine = ['uid=0', 'auid=-1', 'ses=unset', 'a0=-100', 'exit=-EACCES', 'success=no', 'path=/x'];
  assert.equal((await withoutKernel('explain', rules, '--', 'unlink', ...fine)).exit, 1);
});

test('a message is told what lists of messages do with it, not what rules about calls ask for', async () => {
  const message = [
    '--event',
    '1900',
    '-if',
    temporaryLog("type=USER_CMD msg=audit(1700000000.000:1900): pid=1 uid=0 auid=0 ses=1 msg='x'\n", 'm.log'),
  ];
  const { exit, stdout } = await withoutKernel('explain', rulesFile(RULE, '-w /etc/shadow -p wa -k s'), ...message);
  assert.deepEqual([exit, stdout], [0, 'event 1900: a message, which needs no rule\nrecorded\n']);
  const excluded = await withoutKernel('why-not', rulesFile(RULE, '-a always,exclude -F msgtype=USER_CMD'), ...message);
  assert.match(excluded.stdout, /^event 1900: .*\nnot recorded, .*\n {2}because .*USER_CMD/);
  assert.doesNotMatch(excluded.stdout, /unlink/);
  assert.equal(excluded.exit, 1);
});

test('a key that hangs on what is not told is not called none', async () => {
  const rules = rulesFile(
    '-w /etc/shadow -p wa -k identity',
    '-a always,exit -F arch=b64 -S openat -F exit=-EACCES -k access',
  );
  const { exit, stdout } = await withoutKernel('explain', rules, '--', 'openat', 'path=/etc/shadow', 'exit=EACCES');
  assert.match(stdout, /^recorded, under a key that hangs on what the event does not tell; perhaps: -a always,exit/);
  assert.equal(exit, 0);
});
