/**
 * `npm run bench`: ours and the original (where it is installed) in turn on the same logs, with grep, wc and mawk as the
 * floor. Prints a table per log: median wall and CPU seconds, ratio, peak memory, and whether the outputs are identical.
 *
 *   npm run bench -- [--sizes 1,8,5x8,256,1024] [--shapes quiet,busy] [-n 3] [--only REGEX] [--reference DIR] [--accounts known|host]
 *                    [--record] [--against CHECKOUT [--limit 1.03]] [--node PROGRAM] [--profile] [--readme]
 *
 * `--against` takes another built checkout of ours in the original's place, and fails where ours takes more than the limit of
 * its CPU time; `--node` takes ours run by another node (`$(npx -y -p node@24 which node)`), whose code cache an earlier run keeps.
 * `--record` keeps what was measured in history.tsv, `--readme` puts what is kept into the README.
 * `--profile` runs ours once per command under `node --cpu-prof` and leaves the profiles in the temporary folder.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { programsMissing } from '../support/run-program.js';
import { accountsCase, runWithKnownAccounts } from './fair-accounts.js';
import { record } from './history.js';
import { makeLog } from './make-log.js';
import { inTurn, measure } from './measure.js';
import { writeFigures } from './readme-table.js';
import { type LogSize, logSize, nameOf, SHAPES, type ShapeName, WORK, type Work } from './work.js';

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '8,5x8,256' },
    shapes: { type: 'string', default: 'quiet' },
    runs: { type: 'string', short: 'n', default: '3' },
    only: { type: 'string', default: '' },
    reference: { type: 'string', default: '/opt/audit-reference/bin' },
    accounts: { type: 'string', default: 'known' },
    against: { type: 'string' },
    limit: { type: 'string', default: '1.03' },
    node: { type: 'string' },
    record: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
});
if (options.against && !existsSync(path.join(options.against, 'dist')))
  throw new Error(`--against ${options.against}: no built checkout`);
if (options.node && !existsSync(options.node)) throw new Error(`--node ${options.node}: no such program`);
if (programsMissing) throw new Error(programsMissing);
if (options.readme) {
  writeFigures();
  process.exit();
}
if (options.accounts === 'known') runWithKnownAccounts();

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-bench-')); // two runs at a time must not share it
const ours = (tool: string, checkout = root): string => path.join(checkout, 'bin', `ts-${tool}`);

const than = options.against ? 'before' : options.node ? 'other node' : 'original';

/** What to compare with: the original's program, another checkout's, or ours by another node. */
function other({ tool, oursOnly }: Work): readonly string[] | undefined {
  if (options.against) return [ours(tool, path.resolve(options.against))];
  if (options.node) return [options.node, ours(tool)];
  const program = path.join(options.reference, tool);
  return oursOnly || !existsSync(program) ? undefined : [program];
}

function makeLogs(shape: ShapeName, { files, megabytes, text }: LogSize): string {
  const log = path.join(folder, `${shape}-${text}`);
  if (files === 1) makeLog(log, { ...SHAPES[shape], megabytes });
  else {
    mkdirSync(log);
    // The last file is the oldest.
    makeLog(path.join(log, 'whole'), { ...SHAPES[shape], megabytes: files * megabytes });
    spawnSync('split', ['-d', '-n', `l/${files}`, path.join(log, 'whole'), path.join(log, 'part.')]);
    rmSync(path.join(log, 'whole'));
    for (let i = 0; i < files; i++)
      spawnSync('mv', [
        path.join(log, `part.${String(files - 1 - i).padStart(2, '0')}`),
        path.join(log, i === 0 ? 'audit.log' : `audit.log.${i}`),
      ]);
  }
  return log;
}

function floors(log: string): string {
  const file = existsSync(path.join(log, 'audit.log')) ? path.join(log, 'audit.log') : log;
  const commands = {
    'grep -c': ['grep', '-c', 'type=AVC', file],
    'wc -l': ['wc', '-l', file],
    'mawk by exe': [
      'mawk',
      'match($0, / exe="[^"]*"/) { n[substr($0, RSTART, RLENGTH)]++ } END { for (e in n) print n[e], e }',
      file,
    ],
  };
  return Object.entries(commands)
    .map(([name, argv]) => `${name} ${measure(folder, argv).seconds.toFixed(2)} s`)
    .join(', ');
}

/** True unless ours takes more of the other checkout's CPU time than the limit allows. */
function compare(work: Work, shape: ShapeName, size: LogSize, log: string): boolean {
  const words = ['-if', log, ...work.args];
  const program = other(work);
  const { first, second } = inTurn(
    folder,
    Number(options.runs),
    [ours(work.tool), ...words],
    program ? [...program, ...words] : undefined,
  );
  const [wall, cpu] = [
    first.seconds / (second?.seconds ?? Number.NaN),
    first.cpuSeconds / (second?.cpuSeconds ?? Number.NaN),
  ];
  const shown = (value: number | undefined, digits: number): string =>
    value === undefined || Number.isNaN(value) ? '-' : value.toFixed(digits);
  const same = second ? (second.hash === first.hash ? 'yes' : 'NO') : '-';
  const isWithin = !options.against || cpu <= Number(options.limit);
  console.log(
    `| ${nameOf(work)} | ${shown(first.seconds, 3)} | ${shown(second?.seconds, 3)} | ${shown(wall, 3)} | ${shown(first.cpuSeconds, 3)} | ${shown(second?.cpuSeconds, 3)} | ${shown(cpu, 3)}${isWithin ? '' : ' !'} | ${first.megabytes.toFixed(0)} | ${shown(second?.megabytes, 0)} | ${same} |`,
  );
  if (options.record && than === 'original')
    record({ accounts: accountsCase(), shape, size: size.text, command: nameOf(work), ours: first, original: second });
  return isWithin && same !== 'NO';
}

function profile(work: Work, log: string): void {
  const target = path.join(folder, 'profiles', nameOf(work).replace(/\W/g, '_'));
  mkdirSync(target, { recursive: true });
  const argv = ['--cpu-prof', `--cpu-prof-dir=${target}`, ours(work.tool), '-if', log, ...work.args];
  spawnSync(process.execPath, argv, { stdio: 'ignore' });
  console.log(`profile: ${target}`);
}

let isWithinAll = true;
for (const shape of options.shapes.split(',') as ShapeName[]) {
  if (!SHAPES[shape]) throw new Error(`no shape ${shape}: ${Object.keys(SHAPES).join(', ')}`);
  for (const size of options.sizes.split(',').map(logSize)) {
    const log = makeLogs(shape, size);
    console.log(`\n${shape} log, ${size.text} MB; ${accountsCase()}; ${floors(log)}\n`);
    console.log(
      `| command | ours s | ${than} s | ratio | ours CPU s | ${than} CPU s | ratio | ours MB | ${than} MB | same output |`,
    );
    console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
    for (const work of WORK) {
      if (!new RegExp(options.only).test(`${shape} ${nameOf(work)}`)) continue;
      if (options.profile) profile(work, log);
      else isWithinAll = compare(work, shape, size, log) && isWithinAll;
    }
    rmSync(log, { recursive: true });
  }
}
if (!options.profile) rmSync(folder, { recursive: true });
if (options.against && !isWithinAll) process.exitCode = 1;
