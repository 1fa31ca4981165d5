/** Mistakes on the command line: one line each, no help behind it. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { main } from '../../../src/cli/aureport/main.js';
import { fixtures, goldenAccounts } from '../../support/golden.js';
import { type MainResult, runMain } from '../../support/run-main.js';

const logins = path.join(fixtures, 'logs/logins.log');

function report(command: string, terminal = {}): Promise<MainResult> {
  return runMain(main, command.split(' '), { env: { TS_AUDIT_ACCOUNTS: goldenAccounts }, terminal });
}

test('one line, with what was meant at its end', async () => {
  for (const [command, said] of [
    ['-l --sumary', '--sumary is an unsupported option; did you mean --summary?\n'],
    ['--format tabel', 'Unknown option (tabel) for --format; did you mean table?\n'],
    ['--escape odd', 'Unknown option (odd)\n'],
    ['--sort=cont', 'Unknown option (cont) for --sort; did you mean count?\n'],
    [`-f ${logins}`, `Argument is NOT required for -f; did you mean --file ${logins} or -if ${logins}?\n`],
  ] as const) {
    for (const terminal of [{}, { out: true }])
      assert.deepEqual(await report(command, terminal), { status: 1, stdout: '', stderr: said }, command);
  }
  assert.equal((await report('--sumary --strict')).status, 2);
  assert.equal(
    (await report('--escape odd', { err: true })).stderr,
    'Unknown option (odd) for --escape: raw, tty, shell, shell_quote\n',
  );
});

test('a log needs no -if', async () => {
  const { stdout } = await report(`-if ${logins} -l -i`);
  assert.equal((await report(`${logins} -l -i`)).stdout, stdout);
  assert.equal((await report(`-l -i ${logins}`)).stdout, stdout);
});
