/**
 * `npm run bench -- autrace`: what tracing costs, ts-autrace and strace in turn on the same programs. Needs root, strace,
 * a built package, and for some of the programs gcc and make. Cells are the middle wall time of the runs, with all CPU time
 * (program, tracer, the kernel's audit thread) in parentheses.
 *
 *   npm run bench -- autrace [-n 5] [--only REGEX] [--strace PROGRAM] [--program FILE] [--readme]
 *
 * `--readme` puts the table into the README.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemAccounts } from '../../src/accounts/accounts.js';
import { readText } from '../../src/control/proc-file.js';
import { readStory } from '../../src/trace/read-run.js';
import { programsMissing } from '../support/run-program.js';
import { measure, median } from './measure.js';
import { README } from './readme-table.js';

const root = path.resolve(import.meta.dirname, '../..');
const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', short: 'n', default: '5' },
    only: { type: 'string', default: '' },
    strace: { type: 'string', default: 'strace' },
    program: { type: 'string', default: path.join(root, 'bin/ts-autrace') },
    readme: { type: 'boolean', default: false },
  },
});
if (process.getuid?.() !== 0) throw new Error('This needs root.');
if (options.program.startsWith(root) && programsMissing) throw new Error(programsMissing);

const [loadBefore = 0] = loadavg();
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-bench-'));
const log = path.join(folder, 'run.log');

type Words = readonly string[];

/** Ways to run a program; what ts-autrace records by `--summary` is what strace is asked for in its filter. */
const ways: Readonly<Record<string, (words: Words) => Words>> = {
  bare: (words) => words,
  'strace -f': (words) => [options.strace, '-f', '-o', '/dev/null', ...words],
  'strace -f --seccomp-bpf': (words) => {
    const filter = ['-e', 'trace=%file,%network,%process,%creds'];
    return [options.strace, '-f', '--seccomp-bpf', ...filter, '-o', '/dev/null', ...words];
  },
  'ts-autrace': (words) => [options.program, '-o', log, '--', ...words],
  '--summary --all': (words) => [options.program, '-o', log, '--summary', '--all', '--', ...words],
  '--summary': (words) => [options.program, '-o', log, '--summary', '--', ...words],
  '-e exec': (words) => [options.program, '-o', log, '-e', 'exec', '--', ...words],
};

function programs(): Readonly<Record<string, Words>> {
  const sources = path.join(folder, 'sources');
  mkdirSync(sources);
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  for (const name of names)
    writeFileSync(
      path.join(sources, `${name}.c`),
      `#include <stdio.h>\nint ${name}(void) { return puts("${name}"); }\n`,
    );
  writeFileSync(path.join(sources, 'Makefile'), `all: ${names.map((name) => `${name}.o`).join(' ')}\n`);
  const all: Readonly<Record<string, Words>> = {
    true: ['/bin/true'],
    'gcc -c a.c': ['gcc', '-O2', '-c', '-o', path.join(folder, 'a.o'), path.join(sources, 'a.c')],
    'make of 8 files': ['make', '-B', '-C', sources],
    'npm --version': ['npm', '--version'],
    'ls -lR /usr/share/doc': ['ls', '-lR', '/usr/share/doc'],
    '200,000 calls': ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=100000'],
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => new RegExp(options.only).test(name)));
}

/** CPU seconds of the thread that sends the kernel's records. */
function auditThreadSeconds(): number {
  for (const pid of readdirSync('/proc')) {
    const stat = /^\d+$/.test(pid) ? readText(`/proc/${pid}/stat`) : '';
    if (!stat.includes('(kauditd)')) continue;
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  }
  return 0;
}

const TICKS = 100; // a second, of all that /proc counts

interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

function costOf(words: Words): Cost {
  const before = auditThreadSeconds();
  const { seconds, cpuSeconds } = measure(folder, words);
  return { seconds, cpuSeconds: cpuSeconds + auditThreadSeconds() - before };
}

async function rowOf(name: string, words: Words): Promise<string> {
  const costs = new Map(Object.keys(ways).map((way): [string, Cost[]] => [way, []]));
  let calls = 0;
  for (let run = 0; run < Number(options.runs); run++) {
    for (const [way, argv] of Object.entries(ways)) {
      costs.get(way)?.push(costOf(argv(words)));
      if (way === 'ts-autrace' && run === 0) calls = await callCount();
    }
  }
  return rowText([name, calls.toLocaleString('en'), ...[...costs.values()].map(cell)]);
}

async function callCount(): Promise<number> {
  const { calls } = await readStory(log, systemAccounts());
  return calls.reduce((sum, { count }) => sum + count, 0);
}

function cell(costs: readonly Cost[]): string {
  const shown = (seconds: number): string => (seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(0));
  return `${shown(median(costs.map(({ seconds }) => seconds)))} (${shown(median(costs.map(({ cpuSeconds }) => cpuSeconds)))})`;
}

const rowText = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

function tell(text: string): string {
  process.stdout.write(text);
  return text;
}

const titles = ['program', 'calls', ...Object.keys(ways)];
let table = tell(rowText(titles) + rowText(titles.map(() => '---')));
for (const [name, words] of Object.entries(programs())) table += tell(await rowOf(name, words));
const machine = `${cpus().length} x ${cpus()[0]?.model}, Linux ${release()}, node ${process.version}, load ${loadBefore.toFixed(0)} before`;
table += tell(
  `\nSeconds, CPU seconds of program, tracer and kernel in parentheses; the middle of ${options.runs} runs. ${machine}.\n`,
);
if (options.readme) {
  const block = /(<!-- figures: npm run bench -- autrace --readme -->\n)[\s\S]*?(<!-- end of figures -->)/;
  writeFileSync(
    README,
    readFileSync(README, 'utf8').replace(block, (_, head: string, end: string) => `${head}\n${table}\n${end}`),
  );
}
rmSync(folder, { recursive: true });
