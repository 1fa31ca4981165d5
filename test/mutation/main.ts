/**
 * `npm run mutate -- ROOM [--seconds N] [--seed N] [--record]`: makes one small fault after the other in a copy of the checkout and
 * runs the room's own tests; a fault that they do not see is printed. Which ones are tried is drawn by the seed, until the time is
 * over. `all`: every room in turn. `--record` adds a row to figures.tsv.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { randomOf } from '../fuzz/random.js';
import { copyCheckout } from '../support/checkout.js';
import { type Mutant, mutantsOf } from './mutants.js';
import { type Room, rooms } from './rooms.js';

/** Times as long as the tests take without a fault: longer is a loop that does not end. */
const PATIENCE = 5;
const LEAST_MS = 5000;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '120' }, seed: { type: 'string' }, record: { type: 'boolean' } },
});
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const checkout = copyCheckout();

/** Undefined: the time is over. */
function passes(tests: readonly string[], limitMs?: number): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=dot', ...tests], {
      cwd: checkout.folder,
      stdio: 'ignore',
      detached: true,
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C', NODE_TEST_CONTEXT: undefined },
    });
    const timer = limitMs === undefined ? undefined : setTimeout(end, limitMs);
    let isOver = false;
    function end(): void {
      isOver = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }
    child.on('exit', (status) => {
      clearTimeout(timer);
      resolve(isOver ? undefined : status === 0);
    });
  });
}

function shuffled<T>(all: readonly T[]): readonly T[] {
  const random = randomOf(seed);
  const left = [...all];
  return all.map(() => left.splice(random.int(left.length), 1)[0]!);
}

async function isSurvivor(
  { file, start, end, text }: Mutant,
  tests: readonly string[],
  limit: number,
): Promise<boolean> {
  const place = path.join(checkout.folder, file);
  const source = readFileSync(place, 'utf8');
  writeFileSync(place, source.slice(0, start) + text + source.slice(end));
  const passed = await passes(tests, limit);
  writeFileSync(place, source);
  return passed === true;
}

async function mutate({ name, sources, tests }: Room, seconds: number): Promise<void> {
  const mutants = mutantsOf(sources, checkout.folder);
  const before = performance.now();
  if ((await passes(tests)) !== true) throw new Error(`the tests of ${name} fail without any fault`);
  const limit = Math.max(LEAST_MS, PATIENCE * (performance.now() - before));
  const end = performance.now() + seconds * 1000;
  let tried = 0;
  let survived = 0;
  for (const mutant of shuffled(mutants)) {
    if (performance.now() >= end) break;
    tried++;
    if (!(await isSurvivor(mutant, tests, limit))) continue;
    survived++;
    const was = readFileSync(path.join(checkout.folder, mutant.file), 'utf8')
      .slice(mutant.start, mutant.end)
      .split('\n')[0];
    console.log(`  ${mutant.file}:${mutant.line} ${mutant.operator}: ${was} → ${mutant.text.split('\n')[0]}`);
  }
  console.log(`${name}: ${tried - survived} of ${tried} tried are found, ${mutants.length} there are (seed ${seed})`);
  const day = new Date().toISOString().slice(0, 10);
  const row = [day, name, seed, mutants.length, tried, tried - survived].join('\t');
  if (values.record) appendFileSync(path.join(import.meta.dirname, 'figures.tsv'), `${row}\n`);
}

const [wanted = 'all'] = positionals;
const chosen = rooms.filter(({ name }) => wanted === 'all' || name === wanted);
if (chosen.length === 0) {
  console.log(`unknown room ${wanted}; there are: all, ${rooms.map(({ name }) => name).join(', ')}`);
  process.exitCode = 2;
}
try {
  for (const room of chosen) await mutate(room, Number(values.seconds) / chosen.length);
} finally {
  checkout.remove();
}
