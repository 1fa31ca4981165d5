/** Differential fuzzing: mutated logs and random command lines, our output beside the reference's. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main as report } from '../../src/cli/aureport/main.js';
import { main as search } from '../../src/cli/ausearch/main.js';
import { runMain } from '../support/run-main.js';
import { type CommandLine, commandLine } from './command-line.js';
import { isSame, type Output, type Verdict, verdict } from './difference.js';
import { mutated } from './mutate.js';
import { randomOf } from './random.js';
import { logPieces } from './seeds.js';
import { tempFile } from './temp.js';

const REFERENCE = process.env.TS_AUDIT_REFERENCE ?? '/opt/audit-reference/bin';
const LIMIT_MS = 10_000;

/** Returns the exit status: 0 when every difference is a deliberate one, or there is no reference. */
export async function compareWithReference(seconds: number, firstSeed: number): Promise<number> {
  if (!existsSync(path.join(REFERENCE, 'ausearch'))) {
    console.log(`skipped: no reference tools in ${REFERENCE}`);
    return 0;
  }
  const seeds = logPieces();
  const tally = new Map<Verdict, number>();
  const end = performance.now() + seconds * 1000;
  let runs = 0;
  for (; performance.now() < end; runs++) {
    const random = randomOf(firstSeed + runs);
    const log = mutated(random.pick(seeds), random, seeds);
    const line = commandLine(random);
    const found = await compared(log, line);
    tally.set(found, (tally.get(found) ?? 0) + 1);
    if (found === 'unexplained') keep(firstSeed + runs, log, line);
  }
  const counts = Array.from(tally, ([name, count]) => `${count} ${name}`).join(', ');
  console.log(`reference: ${runs} runs from seed ${firstSeed}: ${counts}`);
  return tally.has('unexplained') ? 1 : 0;
}

async function compared(log: string, line: CommandLine): Promise<Verdict> {
  const file = tempFile('reference.log', log);
  const reference = await referenceOutput(file, line, []);
  const ours = await ourOutput(file, line, []);
  if (isSame(reference, ours)) return 'same';
  const debug = await referenceOutput(file, line, ['--debug']);
  const skipping = await ourOutput(file, line, ['--skip-malformed']);
  return verdict({ reference, ours, debug, skipping, log, options: line.options });
}

function ourOutput(file: string, { tool, options, env }: CommandLine, more: readonly string[]): Promise<Output> {
  return runMain(tool === 'ausearch' ? search : report, ['-if', file, ...options, ...more], { env });
}

function referenceOutput(file: string, { tool, options, env }: CommandLine, more: readonly string[]): Promise<Output> {
  return new Promise((resolve) => {
    execFile(
      path.join(REFERENCE, tool),
      ['-if', file, ...options, ...more],
      { env: { PATH: process.env.PATH, ...env }, encoding: 'latin1', timeout: LIMIT_MS, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        resolve({ status, stdout, stderr });
      },
    ).stdin?.end();
  });
}

function keep(seed: number, log: string, { tool, options, env }: CommandLine): void {
  const folder = path.join(tmpdir(), 'ts-audit-findings', 'reference');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${seed}.log`);
  writeFileSync(file, log, 'latin1');
  const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  console.log(`  ${[...words, tool, '-if', file, ...options].join(' ')}`);
}
