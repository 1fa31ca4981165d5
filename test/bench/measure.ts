/** One run of a command: bash says wall and CPU time (in ms, where GNU time has hundredths), GNU time the memory. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';

export interface Run {
  /** Wall clock. */
  readonly seconds: number;
  /** User and system time of the process and its threads. */
  readonly cpuSeconds: number;
  /** Largest resident set. */
  readonly megabytes: number;
  /** SHA-1 of standard output. */
  readonly hash: string;
}

const TIMED = `TIMEFORMAT='%3R %3U %3S'; out=$1 memory=$2; shift 2; time env time -f %M -o "$memory" "$@" </dev/null >"$out" 2>/dev/null`;

export function measure(folder: string, argv: readonly string[]): Run {
  const output = path.join(folder, 'output');
  const memory = path.join(folder, 'memory');
  // Certificates that node would read at every start are no part of our work.
  const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
  const env = { ...inherited, TZ: 'UTC', LC_ALL: 'C' };
  const { stderr, error } = spawnSync('bash', ['-c', TIMED, 'bench', output, memory, ...argv], {
    env,
    encoding: 'latin1',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (error) throw error;
  const [seconds = Number.NaN, user = Number.NaN, system = Number.NaN] = stderr.trim().split(' ').map(Number);
  const kilobytes = Number(readFileSync(memory, 'latin1').trim().split('\n').at(-1));
  return { seconds, cpuSeconds: user + system, megabytes: kilobytes / 1024, hash: hashOf(output) };
}

function hashOf(file: string): string {
  const hash = createHash('sha1');
  const chunk = Buffer.alloc(1 << 20);
  const fd = openSync(file, 'r');
  for (let length = readSync(fd, chunk); length > 0; length = readSync(fd, chunk))
    hash.update(chunk.subarray(0, length));
  closeSync(fd);
  return hash.digest('hex');
}

export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

export interface Pair {
  readonly first: Run;
  readonly second: Run | undefined;
}

/** Two commands in turn, so that what else the machine does meets both; the middle of their runs. */
export function inTurn(folder: string, runs: number, a: readonly string[], b: readonly string[] | undefined): Pair {
  const first: Run[] = [];
  const second: Run[] = [];
  for (let i = 0; i < runs; i++) {
    first.push(measure(folder, a));
    if (b) second.push(measure(folder, b));
  }
  return { first: middle(first), second: second.length > 0 ? middle(second) : undefined };
}

function middle(runs: readonly Run[]): Run {
  return {
    seconds: median(runs.map((run) => run.seconds)),
    cpuSeconds: median(runs.map((run) => run.cpuSeconds)),
    megabytes: Math.max(...runs.map((run) => run.megabytes)),
    hash: runs[0]?.hash ?? '',
  };
}
