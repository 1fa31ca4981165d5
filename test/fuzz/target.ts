/** One thing to be fuzzed. */
import type { Random } from './random.js';

export interface Target {
  readonly name: string;
  /** What mutations start from; byte strings. */
  readonly seeds: () => readonly string[];
  /** Tries one input; throws when something does not hold. */
  readonly run: (input: string, random: Random) => Promise<void> | void;
}

/** Says what does not hold. */
export function holds(condition: boolean, law: string): asserts condition {
  if (!condition) throw new Error(`does not hold: ${law}`);
}
