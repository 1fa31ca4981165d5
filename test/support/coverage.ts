/**
 * `npm run coverage [-- ROOM …]`: lines and branches of the rooms where a slip costs most, by their tests, the engine's and the fuzz
 * targets. The exit status is 1 when less than 95 % of a room's lines are run.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const LEAST_PERCENT = 95;
const REPORTS = 'node_modules/.cache/c8-report';

const ROOMS = ['log', 'attributes', 'rules', 'netlink', 'input'];
/** They go through all rooms. */
const ABOVE = ['engine', 'fuzz'];

const rooms = process.argv.length > 2 ? process.argv.slice(2) : ROOMS;
const folders = [...rooms, ...ABOVE].map((room) => room + path.sep);
const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && folders.some((folder) => file.startsWith(folder)))
  .map((file) => path.join('test', file))
  .sort();
const measured = rooms.flatMap((room) => ['--include', `src/${room}/**`]);
// Generated modules hold tables, kernels run as WebAssembly.
const left = ['--exclude', '**/generated/**', '--exclude', '**/*.as.ts'];
const reporters = ['--reporter', 'text', '--reporter', 'json-summary', '--reports-dir', REPORTS];
const words = ['--temp-directory', 'node_modules/.cache/c8', ...reporters, ...measured, ...left];
const { status } = spawnSync(
  'c8',
  [
    ...words,
    process.execPath,
    '--import',
    'tsx',
    '--import',
    './test/support/draws.ts',
    '--test',
    '--test-reporter=dot',
    ...files,
  ],
  { stdio: 'inherit', env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' } },
);

interface Lines {
  readonly lines: { readonly total: number; readonly covered: number };
}
const byFile: Readonly<Record<string, Lines>> = JSON.parse(
  readFileSync(path.join(REPORTS, 'coverage-summary.json'), 'utf8'),
);
let isLow = false;
for (const room of rooms) {
  const inRoom = Object.entries(byFile).filter(([file]) => file.startsWith(path.resolve('src', room) + path.sep));
  const sum = (count: 'total' | 'covered'): number => inRoom.reduce((all, [, { lines }]) => all + lines[count], 0);
  const percent = (100 * sum('covered')) / sum('total');
  console.log(`${room}: ${percent.toFixed(1)} % of ${sum('total')} lines`);
  if (!(percent >= LEAST_PERCENT)) isLow = true;
}
process.exit(status || Number(isLow));
