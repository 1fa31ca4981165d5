/**
 * Records experiments of the filter for `test/rules/model/vectors.test.ts`, which a clone alone replays:
 *
 *   npx tsx test/live/filter/record.ts        (root; the kernel's rules and settings come back)
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { saveKernelState } from '../kernel-state.js';
import { type Experiment, experiments } from './experiments.js';
import { plans } from './operations.js';

const SEED = 18;
const PLANS = 60;
const target = path.resolve(import.meta.dirname, '../../../fixtures/filter');

const restore = saveKernelState();
try {
  const made = await experiments(plans(SEED, PLANS));
  if (!made) throw new Error('no C compiler');
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(target, 'events.jsonl'), lines(made.map(({ event }, i) => ({ id: `e${i}`, ...event }))));
  writeFileSync(path.join(target, 'experiments.jsonl'), lines(made.map(numbered)));
} finally {
  restore();
}

function numbered({ rules, paths, expect }: Experiment, i: number): object {
  return { id: `x${i}`, event: `e${i}`, rules, paths, expect };
}

/** Without the folder's name, which is another one each time. */
function lines(items: readonly object[]): string {
  const folder = /\/[^" ]*\/ts-audit-filter-\w+/g;
  return items.map((item) => `${JSON.stringify(item).replace(folder, '/D')}\n`).join('');
}
