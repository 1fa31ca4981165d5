/**
 * Records fixtures/cases/TOOL.jsonl.gz from TOOL.txt with the original programs; needs root, and for auditctl a kernel
 * with audit, whose rules and settings are put back.
 *   REFERENCE=/opt/audit-reference/bin npx tsx test/support/record-golden.ts [TOOL ...]
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type GoldenRun,
  goldenAccounts,
  goldenCommands,
  goldenEnvironment,
  goldenWords,
  packedGoldenRuns,
  recordings,
  withoutPlace,
} from './golden.js';
import { recordControlCases } from './record-auditctl.js';

const reference = process.env.REFERENCE ?? '/opt/audit-reference/bin';
// A mount namespace in which the machine's accounts are those of the fixtures.
const hidden = 'mount --bind "$0/passwd" /etc/passwd && mount --bind "$0/group" /etc/group && exec "$@"';
const tools = process.argv.length > 2 ? process.argv.slice(2) : ['ausearch', 'aureport', 'auditctl'];

for (const tool of tools) {
  const commands = goldenCommands(tool);
  const recorded =
    tool === 'auditctl'
      ? recordControlCases(commands, (words) => runHidden(words), path.join(reference, tool))
      : commands.map((command) => record(tool, command));
  writeFileSync(recordings(tool), packedGoldenRuns(recorded));
}

function record(tool: string, command: string): GoldenRun {
  const { status, stdout, stderr } = runHidden([path.join(reference, tool), ...goldenWords(command)]);
  return { command, status, stdout: withoutPlace(stdout), stderr: withoutPlace(stderr) };
}

function runHidden(words: readonly string[]): Omit<GoldenRun, 'command'> {
  const { status, stdout, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', hidden, goldenAccounts, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...goldenEnvironment },
    encoding: 'latin1',
    maxBuffer: 1 << 26,
  });
  if (status === null) throw new Error(`${words.join(' ')} did not end by itself`);
  return { status, stdout, stderr };
}
