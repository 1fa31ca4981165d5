/** Differential fuzzing: mutated logs and random command lines, our output beside the reference's. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main as report } from '../../src/cli/aureport/main.js';
import { main as search } from '../../src/cli/ausearch/main.js';
import { runMain } from '../support/run-main.js';
import { type CommandLine, commandLine } from './command-line.js';
import { type Delivery, delivered, delivery, endsInLine, plain, type Run } from './delivery.js';
import { isSame, type Output, type Verdict, verdict } from './difference.js';
import { mutated } from './mutate.js';
import { randomOf } from './random.js';
import { logPieces } from './seeds.js';

const REFERENCE = process.env.TS_AUDIT_REFERENCE ?? '/opt/audit-reference/bin';
const BIN = path.resolve(import.meta.dirname, '../../bin');
const LIMIT_MS = 10_000;

/** Undefined without a reference. */
export async function compareWithReference(
  seconds: number,
  firstSeed: number,
): Promise<{ readonly runs: number; readonly unexplained: number } | undefined> {
  if (!existsSync(path.join(REFERENCE, 'ausearch'))) {
    console.log(`skipped: no reference tools in ${REFERENCE}`);
    return undefined;
  }
  const seeds = logPieces();
  const tally = new Map<Verdict, number>();
  const end = performance.now() + seconds * 1000;
  let runs = 0;
  for (; performance.now() < end; runs++) {
    const random = randomOf(firstSeed + runs);
    const log = mutated(random.pick(seeds), random, seeds);
    const line = commandLine(random);
    const way = delivery(log, line.tool, random);
    const found = await compared(log, line, way);
    tally.set(found, (tally.get(found) ?? 0) + 1);
    if (found === 'unexplained') keep(firstSeed + runs, log, line, way);
  }
  const counts = Array.from(tally, ([name, count]) => `${count} ${name}`).join(', ');
  console.log(`reference: ${runs} runs from seed ${firstSeed}: ${counts}`);
  return { runs, unexplained: tally.get('unexplained') ?? 0 };
}

async function compared(log: string, line: CommandLine, way: Delivery): Promise<Verdict> {
  const reference = await delivered(way, original(line));
  const ours = await delivered(way, own(line));
  if (isSame(reference, ours)) return 'same';
  return verdict({
    reference,
    ours,
    debug: await delivered(way, original(line, '--debug')),
    skipping: await delivered(way, own(line, '--skip-malformed'), { keepsOffset: false }),
    rereading: await delivered(way, own(line), { keepsOffset: false }),
    log,
    isCut: way.arrivals.some(endsInLine),
    isSamePlain: isSame(await delivered(plain(way), original(line)), await delivered(plain(way), own(line))),
    options: line.options,
  });
}

function own({ tool, options, env }: CommandLine, ...more: readonly string[]): Run {
  return (place, stdin) =>
    stdin === undefined
      ? runMain(tool === 'ausearch' ? search : report, [...place, ...options, ...more], { env })
      : started(path.join(BIN, `ts-${tool}`), [...place, ...options, ...more], env, stdin);
}

function original({ tool, options, env }: CommandLine, ...more: readonly string[]): Run {
  return (place, stdin = '') => started(path.join(REFERENCE, tool), [...place, ...options, ...more], env, stdin);
}

function started(program: string, argv: readonly string[], env: CommandLine['env'], stdin: string): Promise<Output> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      argv,
      { env: { PATH: process.env.PATH, ...env }, encoding: 'latin1', timeout: LIMIT_MS, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        resolve({ status, stdout, stderr });
      },
    );
    // Who does not read it all ends the pipe.
    child.stdin?.on('error', () => {}).end(stdin, 'latin1');
  });
}

function keep(seed: number, log: string, { tool, options, env }: CommandLine, way: Delivery): void {
  const folder = path.join(tmpdir(), 'ts-audit-findings', 'reference');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${seed}.log`);
  writeFileSync(file, log, 'latin1');
  const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const lengths = way.arrivals.map(({ files }) =>
    files.map(([name, content]) => `${name}:${content.length}`).join(' '),
  );
  console.log(
    `  ${[...words, tool, ...way.options, ...options].join(' ')}  # ${file}: ${lengths.join(', ') || 'stdin'}`,
  );
}
