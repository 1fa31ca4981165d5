/** The model of the filter against the running kernel, on random rules; needs root and TS_AUDIT_LIVE=1. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { decide } from '../../src/rules/model/decide.js';
import { experiments } from './filter/experiments.js';
import { plans } from './filter/operations.js';
import { liveSkip, saveKernelState } from './kernel-state.js';

const skip = liveSkip();
const restore = skip ? undefined : saveKernelState();
after(() => restore?.());

const WANTED = 300;
const CALLS_OF_A_PLAN = 6;

test('random rules and calls are decided as the kernel does', { skip, timeout: 300_000 }, async (context) => {
  const seed = Number(process.env.TS_AUDIT_SEED ?? Date.now() & 0x7fffffff);
  context.diagnostic(`seed ${seed}`);
  const made = await experiments(plans(seed, Math.ceil((WANTED * 1.2) / CALLS_OF_A_PLAN)));
  if (!made) return context.skip('no C compiler');
  for (const { rules, event, paths, expect } of made) {
    const { recorded, key, why } = decide(rules, event, { paths });
    const told = JSON.stringify({ seed, rules, event, paths });
    assert.equal(recorded, expect.recorded, `${why}: ${told}`);
    assert.equal(key, expect.key, told);
  }
  assert.ok(made.length >= WANTED, `only ${made.length} experiments`);
  assert.ok(made.some(({ expect }) => expect.recorded) && made.some(({ expect }) => !expect.recorded));
});
