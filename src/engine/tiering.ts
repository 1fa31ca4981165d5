/**
 * When V8 may make machine code of functions that are called often. It does so on threads of its own, so wall time hides
 * what it costs: 95 of 260 ms of processor time for a search of 8 MB, which is over before the code pays for itself. So the
 * less there is to read, the later it begins.
 */
import { setFlagsFromString } from 'node:v8';

/** V8's own number: bytecode that a function runs before it is thought of. */
const USUAL = 67_584;

/** That number by the bytes there are to read. */
const BUDGETS: readonly { readonly upTo: number; readonly budget: number }[] = [
  { upTo: 1 << 20, budget: 0 }, // there is not enough to be called often, and the module takes a millisecond to load
  { upTo: 24 << 20, budget: 1_500_000 },
  { upTo: 48 << 20, budget: 500_000 },
];

/**
 * Calls of a function before the first of two compilers thinks of it, V8's own number: later versions count calls. The number of
 * the second is left alone: V8 13.6 refuses a code cache made after it was set, even if it was set to what it is.
 */
const USUAL_CALLS = 400;

const [MAJOR = 0] = process.versions.v8.split('.').map(Number);

/**
 * How machine code of the kernels is made, which was a sixth of the processor time of a search of 40 MB: with its loops as they
 * are, which take 32 bytes a turn, and by one thread beside the one that works. The search as a whole takes 4 to 5 % less. Functions
 * are validated when they are compiled: all at once, by threads that are waited for, they take .35 ms, and 5 to 15 on a busy machine.
 */
const KERNELS = {
  cheap: ['--no-wasm-loop-unrolling', '--wasm-num-compilation-tasks=1', '--wasm-lazy-validation'],
  usual: ['--wasm-loop-unrolling', '--wasm-num-compilation-tasks=128', '--no-wasm-lazy-validation'],
} as const;

/** Flags of V8 by which its compilers begin so much later than usual; undefined for versions nobody has tried. */
function flagsFor(factor: number): readonly string[] | undefined {
  const kernels = factor === 1 ? KERNELS.usual : KERNELS.cheap;
  if (MAJOR === 11) return [`--interrupt-budget=${Math.round(USUAL * factor)}`, ...kernels];
  if (MAJOR !== 13) return undefined;
  return [`--invocation-count-for-maglev=${Math.round(USUAL_CALLS * factor)}`];
}

/** As much work as so many bytes of a log is a byte of rules that are read and sent to the kernel. */
export const RULE_BYTE = 50;
/** The same of a byte of a recording that a story is made of. */
export const STORY_BYTE = 20;
/** The same of a byte that is shipped: most of a small log is kinds of events that come once or twice. */
export const SHIPPED_BYTE = 24;
/** Nobody knows how long a traced program runs; most are over soon, and a long one waits some milliseconds more. */
export const TRACED_RUN: number = 48 << 20;

/** 0: V8's own. `bytes`: 0 when that is not known. */
export function budgetFor(bytes: number): number {
  return bytes === 0 ? 0 : (BUDGETS.find(({ upTo }) => bytes <= upTo)?.budget ?? 0);
}

/** To be called before a run over so many bytes begins; holds for the whole process. */
export function tierFor(bytes: number): void {
  const budget = budgetFor(bytes);
  const flags = budget === 0 ? undefined : flagsFor(budget / USUAL);
  if (!flags) return;
  for (const flag of flags) setFlagsFromString(flag);
  // V8 refuses a code cache that was made under other flags, and one may be made at the exit (cli/code-cache.ts).
  process.prependOnceListener('exit', () => {
    for (const flag of flagsFor(1) ?? []) setFlagsFromString(flag);
  });
}
