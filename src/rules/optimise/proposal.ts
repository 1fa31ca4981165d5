/** A change that may make a rule set cheaper. */
import type { Machine } from '../../tables/syscalls.js';
import type { Workload } from '../cost/workload.js';
import type { RuleSet } from '../model/rule-set.js';
import type { Rule } from '../rule.js';

/** A rule of the exit list on its way; the line as written, or as it is to be written. */
export interface Entry {
  readonly rule: Rule;
  readonly line: string;
}

/** What rules are made cheaper for. */
export interface Setting {
  readonly workload: Workload;
  readonly machine: Machine | undefined;
}

/** What might be done. */
export interface Proposal {
  /** One sentence. */
  readonly what: string;
  readonly entries: readonly Entry[];
  /** It is worth it where it saves something; else where it costs nothing. */
  readonly mustSave: boolean;
  /** A guess; that it would change something is no news. */
  readonly isGuess?: boolean;
}

/** Looks for what to do next; proposals that were refused before are left out by the caller. */
export type Proposer = (entries: readonly Entry[], set: RuleSet, setting: Setting) => Iterable<Proposal>;
