/**
 * `npm run bench`: ours and the original (where it is installed) in turn on the same large logs, with grep and wc as the
 * floor. Prints a table per log: median seconds, ratio, peak memory, and whether the outputs are identical.
 *
 *   npm run bench -- [--mb 256] [-n 3] [--only REGEX] [--reference DIR] [--profile]
 *
 * `--profile` runs ours once per command under `node --cpu-prof` and leaves the profiles in the temporary folder.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { programsMissing } from '../support/run-program.js';
import { type LogShape, makeLog } from './make-log.js';

const { values: options } = parseArgs({
  options: {
    mb: { type: 'string', default: '256' },
    runs: { type: 'string', short: 'n', default: '3' },
    only: { type: 'string', default: '' },
    reference: { type: 'string', default: '/opt/audit-reference/bin' },
    profile: { type: 'boolean', default: false },
  },
});
const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-bench-')); // two runs at a time must not share it
const hasReference = existsSync(path.join(options.reference, 'ausearch'));
const runs = Number(options.runs);

interface Run {
  readonly seconds: number;
  readonly megabytes: number;
  readonly hash: string;
}

const shapes: Readonly<Record<string, Omit<LogShape, 'megabytes'>>> = {
  busy: { rate: 5000, shuffle: true },
  quiet: { rate: 2, shuffle: false },
  'unknown-uids': { rate: 2, shuffle: false, uidOffset: 700_000 },
};

const search: readonly string[][] = [
  ['-m', 'AVC'], ['-p', '12345'], ['-k', 'exec'], ['-c', 'sudo'], ['-a', '99999'], ['-x', '/usr/bin/su'], ['-f', '/etc/shadow'],
  ['-sv', 'no', '-k', 'access'], ['-i', '-k', 'exec'], ['--raw'], ['-i'], ['--format', 'csv'], ['--format', 'text'],
]; // biome-ignore format: one glance
/** Ours only: selective, half selective, unselective; above are the options that say the same. */
const expressions: readonly string[][] = [
  ['--expr', 'key = exec'], ['--expr', 'key = exec and pid = 12345'], ['--where', 'exe=/usr/bin/su'], ['--expr', 'cmd ~ "^sudo "'],
  ['--expr', 'pid > 30000'], ['--expr', 'action = opened-file'],
]; // biome-ignore format: one glance
const report: readonly string[][] = [
  [], ['-l', '--summary'], ['-f', '--summary'], ['-x', '--summary', '-i'], ['-s', '-i'], ['-e', '--summary'], ['-k', '--summary'],
]; // biome-ignore format: one glance

function measure(argv: readonly string[]): Run {
  const output = path.join(folder, 'output');
  const fd = openSync(output, 'w');
  const env = { ...process.env, TZ: 'UTC', LC_ALL: 'C' };
  const start = performance.now();
  const { stderr } = spawnSync('/usr/bin/env', ['time', '-f', '%M', ...argv], { stdio: ['ignore', fd, 'pipe'], env });
  const seconds = (performance.now() - start) / 1000;
  closeSync(fd);
  return { seconds, megabytes: Number(String(stderr).trim().split('\n').at(-1)) / 1024, hash: hashOf(output) };
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

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;

function compare(tool: string, log: string, args: readonly string[], isOurs = false): void {
  const words = ['-if', log, ...args];
  const ours: Run[] = [];
  const theirs: Run[] = [];
  for (let i = 0; i < runs; i++) {
    ours.push(measure([path.join(root, 'bin', `ts-${tool}`), ...words]));
    if (hasReference && !isOurs) theirs.push(measure([path.join(options.reference, tool), ...words]));
  }
  const own = median(ours.map((run) => run.seconds));
  const ratios = theirs.map((run, i) => (ours[i]?.seconds ?? Number.NaN) / run.seconds);
  const ratio = ratios.length > 0 ? median(ratios).toFixed(3) : '-';
  const same = theirs.length > 0 ? (ours[0]?.hash === theirs[0]?.hash ? 'yes' : 'NO') : '-';
  const other = theirs.length > 0 ? median(theirs.map((run) => run.seconds)).toFixed(2) : '-';
  const memory = Math.max(...ours.map((run) => run.megabytes)).toFixed(0);
  console.log(`| ${tool} ${args.join(' ')} | ${own.toFixed(2)} | ${other} | ${ratio} | ${memory} | ${same} |`);
}

function profile(tool: string, log: string, args: readonly string[]): void {
  const name = `${tool}${args.join('')}`.replace(/\W/g, '_');
  const target = path.join(folder, 'profiles', name);
  mkdirSync(target, { recursive: true });
  const argv = ['--cpu-prof', `--cpu-prof-dir=${target}`, path.join(root, 'bin', `ts-${tool}`), '-if', log, ...args];
  spawnSync(process.execPath, argv, { stdio: 'ignore' });
  console.log(`profile: ${target}`);
}

if (programsMissing) throw new Error(programsMissing);
for (const [name, shape] of Object.entries(shapes)) {
  const log = path.join(folder, `${name}.log`);
  makeLog(log, { ...shape, megabytes: Number(options.mb) });
  const floor = (argv: string[]): string => measure(argv).seconds.toFixed(2);
  console.log(
    `\n${name} log, ${options.mb} MB; grep -c ${floor(['grep', '-c', 'type=AVC', log])} s, wc -l ${floor(['wc', '-l', log])} s\n`,
  );
  console.log(
    '| command | ours s | original s | ratio | ours MB | same output |\n| --- | --- | --- | --- | --- | --- |',
  );
  for (const [tool, commands] of [
    ['ausearch', search],
    ['ausearch', expressions],
    ['aureport', report],
  ] as const) {
    for (const args of commands) {
      if (!new RegExp(options.only).test(`${name} ${tool} ${args.join(' ')}`)) continue;
      if (options.profile) profile(tool, log, args);
      else compare(tool, log, args, commands === expressions);
    }
  }
  rmSync(log);
}
if (options.profile) rmSync(path.join(folder, 'output'), { force: true });
else rmSync(folder, { recursive: true });
