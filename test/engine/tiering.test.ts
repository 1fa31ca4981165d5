import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { budgetFor } from '../../src/engine/tiering.js';

test('the more there is to read, the sooner functions are compiled', () => {
  const sizes = [2 << 20, 24 << 20, 40 << 20];
  const budgets = sizes.map(budgetFor);
  assert.deepEqual(
    budgets,
    [...budgets].sort((one, other) => other - one),
  );
  assert.ok(budgets.every((budget) => budget > 67_584));
});

test('sizes that are tiny, huge or unknown leave it to V8', () => {
  assert.deepEqual([0, 1000, 64 << 20].map(budgetFor), [0, 0, 0]);
});

test('this version of V8 takes the number without a word', () => {
  const module = path.resolve(import.meta.dirname, '../../src/engine/tiering.ts');
  const code = `import(${JSON.stringify(module)}).then(({ tierFor }) => tierFor(8e6)).then(() => console.log('done'))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', code], { encoding: 'utf8' });
  assert.deepEqual([stdout, stderr], ['done\n', '']);
});
