/**
 * `npm run mutate -- ROOM [--seconds N] [--seed N] [--record]`: makes one small fault after the other in a copy of the checkout and
 * runs the room's own tests; a fault that they do not see is printed, unless survivors.tsv explains it. Which ones are tried first is
 * drawn by the seed, until all were or the time is over. `all`: every room in turn. `--record` adds a row to figures.tsv.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { randomOf } from '../fuzz/random.js';
import { copyCheckout } from '../support/checkout.js';
import { type Mutant, mutantsOf } from './mutants.js';
import { type Room, rooms } from './rooms.js';
import { explanationOf } from './survivors.js';
import { type TestsRun, testsRun } from './tests-run.js';

/** Times the processor time that a test file takes without a fault: longer is a loop that does not end. */
const PATIENCE = 3;
const LEAST_SECONDS = 5;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '120' }, seed: { type: 'string' }, record: { type: 'boolean' } },
});
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const checkout = copyCheckout();

function shuffled<T>(all: readonly T[]): readonly T[] {
  const random = randomOf(seed);
  const left = [...all];
  return all.map(() => left.splice(random.int(left.length), 1)[0]!);
}

async function isSurvivor(
  { file, start, end, text }: Mutant,
  tests: TestsRun,
  limits: readonly number[],
): Promise<boolean> {
  const place = path.join(checkout.folder, file);
  const source = readFileSync(place, 'utf8');
  writeFileSync(place, source.slice(0, start) + text + source.slice(end));
  const passed = await tests.passes(limits);
  writeFileSync(place, source);
  return passed;
}

async function mutate({ name, sources, tests: files }: Room, seconds: number): Promise<void> {
  const mutants = mutantsOf(sources, checkout.folder);
  const tests = await testsRun(files, checkout.folder);
  const usual = await tests.seconds();
  if (usual === undefined) throw new Error(`the tests of ${name} fail without any fault`);
  const limits = usual.map((seconds) => Math.ceil(Math.max(LEAST_SECONDS, PATIENCE * seconds)));
  const end = performance.now() + seconds * 1000;
  let tried = 0;
  let survived = 0;
  let explained = 0;
  for (const mutant of shuffled(mutants)) {
    if (performance.now() >= end) break;
    tried++;
    if (!(await isSurvivor(mutant, tests, limits))) continue;
    survived++;
    if (explanationOf(mutant) !== undefined) explained++;
    else
      console.log(`  ${mutant.file}:${mutant.line} ${mutant.operator}: ${mutant.was} → ${mutant.text.split('\n')[0]}`);
  }
  await tests.end();
  const found = tried - survived;
  console.log(
    `${name}: ${found} of ${tried} tried are found, ${explained} explained, ${mutants.length} there are (seed ${seed})`,
  );
  const day = new Date().toISOString().slice(0, 10);
  const row = [day, name, seed, mutants.length, tried, found, explained].join('\t');
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
