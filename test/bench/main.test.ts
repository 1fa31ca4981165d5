/** The benchmark runs to its end; what it measures is nobody's test. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { programsMissing } from '../support/run-program.js';

const root = path.resolve(import.meta.dirname, '../..');

test('npm run bench', { skip: programsMissing }, () => {
  const argv = [
    '--import',
    'tsx',
    'test/bench/main.ts',
    '--sizes',
    '1',
    '--accounts',
    'host',
    '-n',
    '1',
    '--reference',
    '/nonexistent',
  ];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...argv, '--only', 'quiet .*(-m AVC|-l)'], {
    cwd: root,
    encoding: 'latin1',
  });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^\| ausearch -m AVC \| \d+\.\d{3} \| - \|/m);
  assert.match(stdout, /^\| aureport -l --summary \| \d+\.\d{3} \| - \|/m);
});
