import assert from 'node:assert';
import { test } from 'node:test';
import { programs, usualRuns } from '../../src/build/programs.js';
import { kindOfRun } from '../../src/cli/kind-of-run.js';

test('the kind of a run is told by its words, whatever stands around them', () => {
  assert.strictEqual(kindOfRun('ausearch', ['-k', 'exec']), 'plain');
  assert.strictEqual(kindOfRun('ausearch', ['--interpret', '-k', 'exec']), 'i');
  assert.strictEqual(kindOfRun('ausearch', ['-if', 'a.log', '--format', 'csv']), 'csv');
  assert.strictEqual(kindOfRun('aureport', ['-x', '--summary', '-i']), 'summary');
  assert.strictEqual(kindOfRun('auditctl', ['-i']), 'plain');
  assert.strictEqual(kindOfRun('worker', []), 'plain');
});

test('each kind has a usual run, and names no other file than one in the folder', () => {
  for (const name of programs) {
    const kinds = usualRuns[name].map((words) => kindOfRun(name, words));
    for (const kind of kinds) assert.match(kind, /^[a-z]+$/);
  }
  assert.deepStrictEqual(
    [...new Set(usualRuns.ausearch.map((words) => kindOfRun('ausearch', words)))],
    ['plain', 'i', 'csv', 'text', 'json', 'ecs', 'ocsf', 'otlp'],
  );
});
