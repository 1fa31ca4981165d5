import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { main } from '../../../src/cli/autrace/main.js';
import { runMain } from '../../support/run-main.js';

const sample = path.resolve(import.meta.dirname, '../../../fixtures/sample.log');

test('--expr: only what the events tell that are meant', async () => {
  const all = await runMain(main, ['--files', '-if', sample]);
  const some = await runMain(main, ['--files', '-if', sample, '--expr', 'path ~ "^/etc/"', '--expr', 'success = no']);
  assert.match(all.stdout, /\/srv\/payroll/);
  assert.match(some.stdout, /1 {2}\/etc\/shadow +denied/);
  assert.doesNotMatch(some.stdout, /\/srv|\/bin/);
});

test('--expr with a mistake', async () => {
  const { stdout, stderr, status } = await runMain(main, ['-if', sample, '--expr', 'path ~']);
  assert.equal(stdout, '');
  assert.match(stderr, /expected a value, found the end\n {2}path ~\n {8}\^/);
  assert.equal(status, 2);
});
