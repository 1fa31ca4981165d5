/** `npm run coverage [-- ROOM …]`: lines and branches of the rooms where a slip costs most, by their tests, the engine's and the fuzz targets. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

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
const words = ['--temp-directory', 'node_modules/.cache/c8', '--reporter', 'text', ...measured, ...left];
const { status } = spawnSync(
  'c8',
  [...words, process.execPath, '--import', 'tsx', '--test', '--test-reporter=dot', ...files],
  { stdio: 'inherit', env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' } },
);
process.exit(status ?? 1);
