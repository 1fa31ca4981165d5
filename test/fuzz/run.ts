/** The loop: mutate, try, keep what is new of the errors. */
import { mutated } from './mutate.js';
import { type Random, randomOf } from './random.js';
import { keptOf } from './seeds.js';
import type { Target } from './target.js';

/** Milliseconds of processor time for one input and another per KiB of it; longer is a hang. */
const SLOW_MS = 2000;
const SLOW_MS_PER_KIB = 100;
/** Bytes that the process may have grown to, whatever the inputs were. */
const MOST_MEMORY = 1 << 30;

export interface Finding {
  readonly seed: number;
  readonly input: string;
  readonly message: string;
}

export interface FuzzResult {
  readonly runs: number;
  readonly findings: readonly Finding[];
}

/** Tries inputs until `until` says so; each run has a seed of its own, counted up from `firstSeed`. */
export async function fuzz(target: Target, firstSeed: number, until: (runs: number) => boolean): Promise<FuzzResult> {
  const seeds = [...target.seeds(), ...keptOf(target.name)];
  const findings = new Map<string, Finding>();
  let runs = 0;
  for (; !until(runs); runs++) {
    const seed = firstSeed + runs;
    const random = randomOf(seed);
    const input = mutated(random.pick(seeds), random, seeds);
    const message = await trial(target, input, random);
    // One of each kind is enough.
    const kind = message?.slice(0, 60);
    if (message !== undefined && kind !== undefined && !findings.has(kind))
      findings.set(kind, { seed, input, message });
  }
  return { runs, findings: Array.from(findings.values()) };
}

/** What went wrong; undefined when all holds. */
export async function trial(target: Target, input: string, random: Random): Promise<string | undefined> {
  const started = process.cpuUsage();
  try {
    await target.run(input, random);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message).slice(0, 4000) : String(error);
  }
  const { user, system } = process.cpuUsage(started);
  const took = (user + system) / 1000;
  if (took > SLOW_MS + (SLOW_MS_PER_KIB * input.length) / 1024)
    return `slow: ${took.toFixed(0)} ms for ${input.length} bytes`;
  if (process.memoryUsage.rss() > MOST_MEMORY) return `memory: ${process.memoryUsage.rss()} bytes`;
  return undefined;
}
