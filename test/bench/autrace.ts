/**
 * `npx tsx test/bench/autrace.ts [-n 5] [--strace PROGRAM] [--program FILE]`: what tracing costs, next to `strace -f -o /dev/null` on the
 * same programs. Needs root and a built package. The runs take turns, the middle one counts; `start` is the part that
 * does not depend on the program (node, rules, putting back), so `per call` shows what a longer program pays.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemAccounts } from '../../src/accounts/accounts.js';
import { Out } from '../../src/bytes/out.js';
import { loadLayout } from '../../src/output/grid/layouts.js';
import { readStory } from '../../src/trace/read-run.js';
import { programsMissing } from '../support/run-program.js';

const root = path.resolve(import.meta.dirname, '../..');
const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', short: 'n', default: '5' },
    strace: { type: 'string', default: 'strace' },
    program: { type: 'string', default: path.join(root, 'bin/ts-autrace') },
  },
});
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-bench-'));
const log = path.join(folder, 'run.log');

const copy = (count: number): readonly string[] => ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', `count=${count}`];
const programs: Readonly<Record<string, readonly string[]>> = {
  true: ['/bin/true'],
  '20,000 calls': copy(10_000),
  '200,000 calls': copy(100_000),
  'ls -lR': ['ls', '-lR', '/usr/share/doc'],
  '500 processes': ['sh', '-c', 'i=0; while [ $i -lt 500 ]; do /bin/true; i=$((i+1)); done'],
};

function seconds(command: string, argv: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0 || /Warning/.test(String(stderr))) process.stderr.write(`${command} ${status}: ${stderr}\n`);
  return (performance.now() - start) / 1000;
}

function middle(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}

async function callCount(): Promise<number> {
  const { calls } = await readStory(log, systemAccounts());
  return calls.reduce((sum, { count }) => sum + count, 0);
}

if (process.getuid?.() !== 0 || (options.program.startsWith(root) && programsMissing)) {
  process.stderr.write('This needs root and a built package (npm run build).\n');
  process.exit(1);
}

let start = { strace: 0, autrace: 0 };
const titles = [
  'program',
  'calls',
  'plain s',
  'strace s',
  'ts-autrace s',
  'ratio',
  'strace us/call',
  'ts-autrace us/call',
];
const out = new Out((chunk) => void process.stdout.write(chunk));
const columns = titles.map((title, i) => ({ key: title, title, numeric: i > 0 }));
const layout = (await loadLayout('table'))(columns, out, { width: undefined, colour: false, terminal: false });
for (const [name, [command = '', ...argv]] of Object.entries(programs)) {
  const times = { plain: [] as number[], strace: [] as number[], autrace: [] as number[] };
  for (let run = 0; run < Number(options.runs); run++) {
    times.plain.push(seconds(command, argv));
    times.strace.push(seconds(options.strace, ['-f', '-o', '/dev/null', command, ...argv]));
    times.autrace.push(seconds(options.program, ['-o', log, '--', command, ...argv]));
  }
  const [plain, strace, autrace] = [middle(times.plain), middle(times.strace), middle(times.autrace)];
  if (name === 'true') start = { strace, autrace };
  const calls = await callCount();
  const perCall = (total: number, begin: number): string =>
    total === begin ? '' : (((total - plain - begin) / calls) * 1e6).toFixed(1);
  const seen = [plain, strace, autrace].map((value) => value.toFixed(3));
  const costs = [perCall(strace, start.strace), perCall(autrace, start.autrace)];
  layout.row({ node: undefined, cells: [name, calls, ...seen, (autrace / strace).toFixed(2), ...costs] });
}
layout.end();
out.flush();
rmSync(folder, { recursive: true });
