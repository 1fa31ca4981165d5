/** Runs the test files with node's own runner: `npm test [-- PART-OF-A-PATH …]`. Live-kernel tests only with TS_AUDIT_LIVE=1. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const parts = process.argv.slice(2);
const live = process.env.TS_AUDIT_LIVE === '1';
const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .filter((file) => live || !file.startsWith(`live${path.sep}`))
  .map((file) => path.join('test', file))
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
  .sort();
const flags = [
  '--import',
  'tsx',
  '--import',
  './test/support/draws.ts',
  '--test',
  '--test-reporter=spec',
  `--test-concurrency=${live ? 1 : 2}`,
];
// What programs keep between runs goes there.
const state = mkdtempSync(path.join(tmpdir(), 'ts-audit-state-'));
const { status } = spawnSync(process.execPath, [...flags, ...files], {
  stdio: 'inherit',
  env: { ...process.env, TZ: 'UTC', LC_ALL: 'C', XDG_STATE_HOME: state },
});
rmSync(state, { recursive: true });
process.exit(status ?? 1);
