/** Differential fuzzing: mutated logs and random command lines, our output beside the reference's. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main as report } from '../../src/cli/aureport/main.js';
import { main as search } from '../../src/cli/ausearch/main.js';
import { runMain } from '../support/run-main.js';
import { type CommandLine, commandLine } from './command-line.js';
import { type Delivery, delivered, delivery, endsInLine, plain, type Run } from './delivery.js';
import { isSame, type Output, type Verdict, verdict } from './difference.js';
import { limitLines } from './limit-lines.js';
import { mutated } from './mutate.js';
import { randomOf } from './random.js';
import { logPieces } from './seeds.js';
import { type Starter, starter } from './starter.js';

const REFERENCE = process.env.TS_AUDIT_REFERENCE ?? '/opt/audit-reference/bin';
const BIN = path.resolve(import.meta.dirname, '../../bin');
/** One log of so many is made of lines at the limits. */
const LIMITS = 8;
/** Cases whose reference runs while ours of an earlier one do. */
const AHEAD = 4;

interface Case {
  readonly seed: number;
  readonly log: string;
  readonly line: CommandLine;
  readonly way: Delivery;
  readonly reference: Promise<Output>;
}

/** Undefined without a reference. */
export async function compareWithReference(
  seconds: number,
  firstSeed: number,
): Promise<{ readonly runs: number; readonly unexplained: number } | undefined> {
  if (!existsSync(path.join(REFERENCE, 'ausearch'))) {
    console.log(`skipped: no reference tools in ${REFERENCE}`);
    return undefined;
  }
  const programs = starter();
  const draw = drawing(programs);
  const tally = new Map<Verdict, number>();
  const end = performance.now() + seconds * 1000;
  const ahead = Array.from({ length: AHEAD }, (_, number) => draw(firstSeed + number));
  let runs = 0;
  for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
    if (performance.now() < end) ahead.push(draw(firstSeed + runs + AHEAD));
    const found = await compared(next, programs);
    tally.set(found, (tally.get(found) ?? 0) + 1);
    if (found === 'unexplained') keep(next);
    runs++;
  }
  programs.end();
  const counts = Array.from(tally, ([name, count]) => `${count} ${name}`).join(', ');
  console.log(`reference: ${runs} runs from seed ${firstSeed}: ${counts}`);
  return { runs, unexplained: tally.get('unexplained') ?? 0 };
}

function drawing(programs: Starter): (seed: number) => Case {
  const seeds = logPieces();
  return (seed) => {
    const random = randomOf(seed);
    const log = random.oneIn(LIMITS) ? limitLines(random).join('') : mutated(random.pick(seeds), random, seeds);
    const line = commandLine(random);
    const way = delivery(log, line.tool, random);
    return { seed, log, line, way, reference: delivered(way, original(programs, line)) };
  };
}

async function compared({ log, line, way, reference: waited }: Case, programs: Starter): Promise<Verdict> {
  const ours = await delivered(way, own(programs, line));
  const reference = await waited;
  if (isSame(reference, ours)) return 'same';
  return verdict({
    reference,
    ours,
    debug: await delivered(way, original(programs, line, '--debug')),
    skipping: await delivered(way, own(programs, line, '--skip-malformed'), { keepsOffset: false }),
    rereading: await delivered(way, own(programs, line), { keepsOffset: false }),
    log,
    isCut: way.arrivals.some(endsInLine),
    isSamePlain: isSame(
      await delivered(plain(way), original(programs, line)),
      await delivered(plain(way), own(programs, line)),
    ),
    options: line.options,
  });
}

/** In this process; what reads standard input is a program of its own. */
function own(programs: Starter, { tool, options, env }: CommandLine, ...more: readonly string[]): Run {
  return (place, stdin) =>
    stdin === undefined
      ? runMain(tool === 'ausearch' ? search : report, [...place, ...options, ...more], { env })
      : programs.start({ file: path.join(BIN, `ts-${tool}`), argv: [...place, ...options, ...more], env, stdin });
}

function original(programs: Starter, { tool, options, env }: CommandLine, ...more: readonly string[]): Run {
  return (place, stdin) =>
    programs.start({ file: path.join(REFERENCE, tool), argv: [...place, ...options, ...more], env, stdin });
}

function keep({ seed, log, line: { tool, options, env }, way }: Case): void {
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
