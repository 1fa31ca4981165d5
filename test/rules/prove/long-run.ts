/**
 * Random rule sets, their proofs against brute force, for as many pairs as are asked for; the same seed gives the same pairs:
 *
 *   npx tsx test/rules/prove/long-run.ts --pairs 100000 --seed 1
 *
 * Of each pair `diff` and `covers`; of every tenth (`--rewritten EVERY`) also what `optimise` and `lint --fix` write. What is
 * wrong is printed as a line of JSON; the last line counts. Exit status 1 when something was wrong.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { usualWorkload } from '../../../src/rules/cost/workload.js';
import { linesOf, ruleSetOfLines } from '../../../src/rules/model/rule-set.js';
import { optimise } from '../../../src/rules/optimise/optimise.js';
import { withoutKernel } from '../../cli/auditctl/run.js';
import { eventsOf, faultOfCovers, faultOfDiff, faultOfFix, faultOfRewritten } from './brute-force.js';
import { ruleCases } from './universe.js';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    /** Pairs that the run begins after, with the same numbers. */
    from: { type: 'string', default: '0' },
    /** The sets of one pair in so many are rewritten, too: it takes as long as dozens of comparisons. */
    rewritten: { type: 'string', default: '10' },
  },
});
const [pairs, seed, from, every] = [values.pairs, values.seed, values.from, values.rewritten].map(Number) as [
  number,
  number,
  number,
  number,
];
const REPORTED = 1000;

type Sets = readonly [one: readonly string[], other: readonly string[], wanted: string];

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-long-run-'));
const events = eventsOf(60);
const counts = { pairs: 0, rewritten: 0, wrong: 0 };

function optimised(lines: readonly string[]): readonly string[] {
  return linesOf(optimise(ruleSetOfLines(lines), usualWorkload()).set);
}

/** By the command itself. */
async function fixed(
  lines: readonly string[],
): Promise<{ readonly written: readonly string[]; readonly said: string }> {
  const file = path.join(folder, 'one.rules');
  writeFileSync(file, `${lines.join('\n')}\n`);
  chmodSync(file, 0o600);
  const { stdout, stderr } = await withoutKernel('lint', '--fix', file);
  return { written: stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#')), said: stderr };
}

async function faultsOf(number: number, [one, other, wanted]: Sets): Promise<readonly (string | undefined)[]> {
  const faults = [faultOfDiff(one, other, events()), faultOfCovers(wanted, other, events())];
  if (number % every !== 0) return faults;
  counts.rewritten++;
  const { written, said } = await fixed(one);
  return [...faults, faultOfRewritten(one, optimised(one), events()), faultOfFix(one, written, said, events())];
}

function report(number: number): void {
  const { user } = process.cpuUsage();
  console.log(JSON.stringify({ number, ...counts, cpuSeconds: Math.round(user / 1e5) / 10 }));
}

/** A draw of its own for each so many, so that a run can begin anywhere. */
const DRAWN = 100;

function* drawn(): Generator<readonly [number: number, sets: Sets]> {
  for (let start = from - (from % DRAWN); start < pairs; start += DRAWN) {
    const draw = fc.sample(ruleCases, {
      seed: seed * 1_000_003 + start,
      numRuns: DRAWN,
    });
    for (const [i, sets] of draw.entries()) if (start + i >= from && start + i < pairs) yield [start + i, sets];
  }
}

try {
  for (const [number, sets] of drawn()) {
    const faults = await faultsOf(number, sets).catch((error: Error) => [String(error.stack)]);
    counts.pairs++;
    for (const fault of faults) {
      if (fault === undefined) continue;
      counts.wrong++;
      console.log(JSON.stringify({ number, fault, sets }));
    }
    if (counts.pairs % REPORTED === 0) report(number);
  }
} finally {
  rmSync(folder, { recursive: true });
}
report(pairs);
process.exitCode = counts.wrong > 0 ? 1 : 0;
