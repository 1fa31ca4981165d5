/** What is asked of a walk through cells, and what it tells. */
import type { Value } from './variables.js';

export interface Walk {
  /** Everything that rules can tell apart was looked at. */
  readonly isComplete: boolean;
  /** Values that were held against conditions. */
  readonly work: number;
}

export interface WalkOptions {
  /** Parts that are looked at. */
  readonly limit: number;
  /** Values that are held against conditions. */
  readonly workLimit?: number;
  /** Told of one point of each cell; returns false to end the walk. */
  visit(attributes: ReadonlyMap<string, Value>): boolean;
  /** Leave out cells in which no rule of the first set matches. */
  readonly onlyMatched?: boolean;
  /** Leave out cells in which both sets come to the same by rules that do the same. */
  readonly onlyApart?: boolean;
  /** Rules are asked before the call has ended, too. */
  readonly isAskedEarly?: boolean;
}
