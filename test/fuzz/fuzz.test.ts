/** Kept findings, and some runs of every target from a seed that does not change: quick, and the same each time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomOf } from './random.js';
import { fuzz, trial } from './run.js';
import { keptOf } from './seeds.js';
import { targets } from './targets.js';
import { terminalControl } from './terminal-control.js';

const RUNS = 12;

for (const target of targets) {
  test(target.name, async () => {
    for (const input of keptOf(target.name)) assert.equal(await trial(target, input, randomOf(1)), undefined);
    const { findings } = await fuzz(target, 1, (runs) => runs === RUNS);
    assert.deepEqual(findings, []);
  });
}

test('a target that does not hold, hangs or throws is found', async () => {
  const broken = {
    name: 'broken',
    seeds: () => ['a'],
    run: (input: string): void => {
      if (input.length > 1) throw new Error('too long');
    },
  };
  const { findings } = await fuzz(broken, 1, (runs) => runs === 50);
  assert.match(findings[0]?.message ?? '', /too long/);
  assert.equal(typeof terminalControl('a\x1bb'), 'string');
  assert.equal(terminalControl('\x1b[31m\xc3\xa4\x1b[0m'), terminalControl('a'));
});
