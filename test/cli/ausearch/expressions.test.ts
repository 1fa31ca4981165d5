/** `--expr` and `--explain` on the command lines of ts-ausearch and ts-aureport. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { main as report } from '../../../src/cli/aureport/main.js';
import { main as search } from '../../../src/cli/ausearch/main.js';
import { fixtures, goldenAccounts } from '../../support/golden.js';
import { type MainResult, runMain } from '../../support/run-main.js';

const logins = path.join(fixtures, 'logs/logins.log');
const network = path.join(fixtures, 'logs/network.log');
const folder = mkdtempSync(path.join(tmpdir(), 'expressions-'));
after(() => rmSync(folder, { recursive: true }));

function ausearch(...argv: readonly string[]): Promise<MainResult> {
  return runMain(search, ['-if', logins, '--raw', ...argv], { env: { TS_AUDIT_ACCOUNTS: goldenAccounts } });
}

test('expressions are the same as the options that say it', async () => {
  for (const [expression, ...options] of [
    ['key = root-commands and pid > 0', '-k', 'root-commands'],
    ['type in (USER_LOGIN, USER_AUTH)', '-m', 'USER_LOGIN,USER_AUTH'],
    ['[-ul alice] and [-sv no]', '-ul', 'alice', '-sv', 'no'],
    ['exe = /usr/bin/sudo && not has nothing', '-x', '/usr/bin/sudo', '-w'],
    ['time >= "11/22/26 11:29:30" and time <= @1795346985', '-ts', '11/22/26', '11:29:30', '-te', '@1795346985'],
    ['not type = SYSCALL or type = SYSCALL'],
  ]) {
    const expected = await ausearch(...options);
    assert.notEqual(expected.stdout, '', expression);
    assert.equal((await ausearch('--expr', expression ?? '')).stdout, expected.stdout, expression);
  }
});

test('several must all hold, also with other options and from files', async () => {
  const file = path.join(folder, 'wanted');
  writeFileSync(file, '# programs of sudo\nexe = /usr/bin/sudo # and nothing else\n');
  const expected = (await ausearch('-x', '/usr/bin/sudo', '-w', '-k', 'root-commands')).stdout;
  assert.notEqual(expected, '');
  assert.equal((await ausearch('--expr', `@${file}`, '--expr', 'key = root-commands')).stdout, expected);
  assert.equal((await ausearch('-k', 'root-commands', '--expr', `@${file}`)).stdout, expected);
});

test('a mistake is shown with a caret and ends with status 2, before a log is read', async () => {
  const { stdout, stderr, status } = await ausearch('--expr', 'exe ~ "^/tmp/" and');
  assert.equal(stdout, '');
  assert.match(stderr, /--expr: expected a field, found the end\n {2}exe ~ "\^\/tmp\/" and\n {20}\^\n$/);
  assert.equal(status, 2);
  const missing = await ausearch('--expr', `@${folder}/missing`);
  assert.match(missing.stderr, /missing cannot be read \(No such file or directory\)/);
  assert.equal(missing.status, 2);
});

test('what cannot mean what was meant is said', async () => {
  assert.match(
    (await ausearch('--expr', 'exxe = 1')).stderr,
    /^No record is known to have a field exxe; did you mean exe\?$/m,
  );
  assert.match(
    (await ausearch('--expr', 'auid = nobody-here')).stderr,
    /nobody-here is no user here, nor in the events that were compared\n$/,
  );
});

test('--explain says how a query is understood and reads nothing', async () => {
  const { stdout, status } = await runMain(search, [
    '-if',
    '/nowhere',
    '--explain',
    '-p',
    '12',
    '--expr',
    'cmd ~ "rm -rf /+"',
  ]);
  assert.equal(
    stdout,
    `all of
  [-p 12]
  cmd ~ "rm -rf /+"

The scan looks for, and leaves out events that lack one of
  "pid=12"
  "-rf" | hex 2d7266 | "_len="
The events that are left are put together and compared as above.
`,
  );
  assert.equal(status, 0);
});

test('ts-aureport takes them, too; subnets', async () => {
  const run = (...argv: readonly string[]): Promise<MainResult> =>
    runMain(report, ['-if', network, '-h', '--summary', ...argv]);
  const all = (await run()).stdout;
  const local = (await run('--expr', 'addr in 127.0.0.0/8')).stdout;
  const others = (await run('--expr', 'addr not in 127.0.0.0/8')).stdout;
  assert.match(local, /^\d+ {2}127\./m);
  assert.doesNotMatch(others, /^\d+ {2}127\./m);
  assert.notEqual(local, all);
  const wrong = await run('--expr', 'addr in 127/8');
  assert.equal(wrong.status, 2);
  assert.equal(wrong.stdout, '');
});
