/** Recorded runs of the original on the logs of fixtures/: which commands, and where what they printed is kept. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

export const fixtures: string = path.resolve(import.meta.dirname, '../../fixtures');

/** Names of `passwd` and `group` that all runs use, whatever the machine has. */
export const goldenAccounts: string = path.join(fixtures, 'accounts');

/** What every run finds in its environment. */
export const goldenEnvironment: Readonly<Record<string, string>> = { TZ: 'UTC', LC_ALL: 'C' };

/** Texts are byte strings; the folder of the logs stands as `{logs}`. */
export interface GoldenRun {
  readonly command: string;
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The commands of `cases/TOOL.txt`, without comments. */
export function goldenCommands(tool: string): readonly string[] {
  const lines = readFileSync(path.join(fixtures, 'cases', `${tool}.txt`), 'latin1').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

/** The words of a command, `{name}` replaced by the path of the log. */
export function goldenWords(command: string): readonly string[] {
  return command.split(' ').map((word) => word.replace(/\{(\w+)\}/, (_, name) => logPath(name)));
}

export function readGoldenRuns(tool: string): readonly GoldenRun[] {
  const lines = gunzipSync(readFileSync(recordings(tool)))
    .toString('utf8')
    .split('\n');
  return lines.filter((line) => line !== '').map((line): GoldenRun => JSON.parse(line));
}

export function packedGoldenRuns(runs: readonly object[]): Buffer {
  return gzipSync(runs.map((run) => `${JSON.stringify(run)}\n`).join(''), { level: 9 });
}

export function recordings(tool: string): string {
  return path.join(fixtures, 'cases', `${tool}.jsonl.gz`);
}

/** Hides where the repository lies. */
export function withoutPlace(text: string): string {
  return text.replaceAll(path.join(fixtures, 'logs'), '{logs}');
}

function logPath(name: string): string {
  return path.join(fixtures, 'logs', `${name}.log`);
}
