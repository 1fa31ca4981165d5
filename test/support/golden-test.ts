/** Replays the recorded runs of an original: our program prints the same for each, byte for byte. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Main } from '../../src/cli/io.js';
import {
  goldenAccounts,
  goldenCommands,
  goldenEnvironment,
  goldenWords,
  readGoldenRuns,
  withoutPlace,
} from './golden.js';
import { type MainResult, runMain } from './run-main.js';

/** Defines a test for each run of `fixtures/cases/TOOL.txt`. */
export function testGoldenRuns(tool: string, main: Main): void {
  const runs = readGoldenRuns(tool);

  test('every command has a recording', () => {
    assert.deepEqual(
      runs.map(({ command }) => command),
      goldenCommands(tool),
    );
  });

  for (const run of runs) {
    test(run.command, async () => {
      const env = { ...goldenEnvironment, TS_AUDIT_ACCOUNTS: goldenAccounts };
      const actual = await runMain(main, goldenWords(run.command), { env });
      assert.deepEqual(plain(actual), plain(run));
    });
  }
}

function plain({ status, stdout, stderr }: MainResult): MainResult {
  const said = withoutName(withoutMachine(withoutPlace(stderr)));
  return { status, stdout: withoutHelp(withoutPlace(stdout), status), stderr: said };
}

/** Whether this machine has an auditd.conf is not the matter. */
function withoutMachine(text: string): string {
  return text.replace(/^.*auditd\.conf.*\n/gm, '');
}

/** The wording of the help is ours, and no error has it behind it. */
function withoutHelp(text: string, status: number): string {
  return text.replace(/^usage: [\s\S]*/m, status === 0 ? '<usage>' : '');
}

/** The original does not say which file it is that is not there. */
function withoutName(text: string): string {
  return text.replace(/^(stat: [^(\n]*) \(.*\)$/m, '$1');
}
