/** What is legal, and does something else than its author thinks. */
import type { Machine } from '../../tables/syscalls.js';
import type { PlacedRule, RuleSet } from '../model/rule-set.js';
import type { Budget } from '../prove/difference.js';

export interface Defect {
  /** For filters and suppressions: `shadowed`, `no-b32-twin` … */
  readonly id: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly rule: PlacedRule;
  /** One sentence; a byte string. */
  readonly text: string;
  /** What to write instead; empty if nothing in particular. */
  readonly advice: string;
  /** Names of calls that the rule lacks. */
  readonly missing?: readonly string[];
  /** A path that is a symbolic link, and what it leads to. */
  readonly target?: readonly [path: string, object: string];
}

/** What only a file system knows. */
export type PathKind = 'missing' | 'link' | 'file' | 'directory';

export interface LintOptions {
  /** Looks paths up on the machine that the rules are for; without it paths are not judged. */
  readonly kindOf?: (path: string) => PathKind;
  /** What a symbolic link leads to in the end. */
  readonly targetOf?: (path: string) => string | undefined;
  /** File systems that are mounted somewhere below a folder. */
  readonly mountsBelow?: (folder: string) => readonly string[];
  /** What the rules are for; x86_64 unless given. */
  readonly machine?: Machine | undefined;
  /** What comparisons of rules may still cost. */
  readonly budget?: Budget;
}

/** A check of one rule in its set; `undefined`: nothing to say. */
export type Check = (placed: PlacedRule, set: RuleSet, options: LintOptions) => Omit<Defect, 'rule'> | undefined;
