/** What is legal, and does something else than its author thinks. */
import type { PlacedRule, RuleSet } from '../model/rule-set.js';

export interface Defect {
  /** For filters and suppressions: `shadowed`, `no-b32-twin` … */
  readonly id: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly rule: PlacedRule;
  /** One sentence; a byte string. */
  readonly text: string;
  /** What to write instead; empty if nothing in particular. */
  readonly advice: string;
}

/** What only a file system knows. */
export type PathKind = 'missing' | 'link' | 'file' | 'directory';

export interface LintOptions {
  /** Looks paths up on the machine that the rules are for; without it paths are not judged. */
  readonly kindOf?: (path: string) => PathKind;
}

/** A check of one rule in its set; `undefined`: nothing to say. */
export type Check = (placed: PlacedRule, set: RuleSet, options: LintOptions) => Omit<Defect, 'rule'> | undefined;
