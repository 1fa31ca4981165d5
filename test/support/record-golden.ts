/**
 * Records fixtures/cases/TOOL.jsonl.gz from TOOL.txt with the original programs; needs root.
 *   REFERENCE=/opt/audit-reference/bin npx tsx test/support/record-golden.ts ausearch
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

const reference = process.env.REFERENCE ?? '/opt/audit-reference/bin';
// A mount namespace in which the machine's accounts are those of the fixtures.
const hidden = 'mount --bind "$0/passwd" /etc/passwd && mount --bind "$0/group" /etc/group && exec "$@"';

for (const tool of process.argv.slice(2)) {
  const runs = goldenCommands(tool).map((command) => record(tool, command));
  writeFileSync(recordings(tool), packedGoldenRuns(runs));
}

function record(tool: string, command: string): GoldenRun {
  const words = ['-m', 'sh', '-c', hidden, goldenAccounts, path.join(reference, tool), ...goldenWords(command)];
  const { status, stdout, stderr } = spawnSync('unshare', words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...goldenEnvironment },
    encoding: 'latin1',
    maxBuffer: 1 << 26,
  });
  if (status === null) throw new Error(`${tool} ${command} did not end by itself`);
  return { command, status, stdout: withoutPlace(stdout), stderr: withoutPlace(stderr) };
}
