/** What ts-ausearch prints for the logs of fixtures/ is what the original printed, byte for byte. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { main } from '../../../src/cli/ausearch/main.js';
import {
  goldenAccounts,
  goldenCommands,
  goldenEnvironment,
  goldenWords,
  readGoldenRuns,
  withoutPlace,
} from '../../support/golden.js';
import { runMain } from '../../support/run-main.js';

const runs = readGoldenRuns('ausearch');

test('every command has a recording', () => {
  assert.deepEqual(
    runs.map(({ command }) => command),
    goldenCommands('ausearch'),
  );
});

for (const { command, status, stdout, stderr } of runs) {
  test(command, async () => {
    const actual = await runMain(main, goldenWords(command), {
      env: { ...goldenEnvironment, TS_AUDIT_ACCOUNTS: goldenAccounts },
    });
    assert.equal(withoutPlace(actual.stdout), stdout);
    assert.equal(withoutMachine(withoutPlace(actual.stderr)), withoutMachine(stderr));
    assert.equal(actual.status, status);
  });
}

/** Whether this machine has an auditd.conf is not the matter. */
function withoutMachine(text: string): string {
  return text.replace(/^.*auditd\.conf.*\n/gm, '');
}
