/** A reason why an event is not recorded. */
import type { Decision, Failure } from '../model/decide.js';
import type { FilterEvent } from '../model/event.js';
import type { RuleSet } from '../model/rule-set.js';

export interface Cause {
  /** For programs: `never-rule`, `wrong-arch` … */
  readonly id: string;
  /** One sentence. */
  readonly text: string;
  /** What to do about it; empty when nothing in particular. */
  readonly change: string;
  /** Whether it surely is so. */
  readonly isSure: boolean;
}

/** What only the file system of the machine knows. */
export interface PathFacts {
  readonly kindOf: (path: string) => 'missing' | 'link' | 'file' | 'directory';
  readonly targetOf: (path: string) => string | undefined;
  readonly mountsBelow: (folder: string) => readonly string[];
}

/** What is asked. */
export interface Question {
  readonly set: RuleSet;
  readonly event: FilterEvent;
  readonly decision: Decision;
  /** Rules that would record it, had they matched; the nearest first. */
  readonly near: readonly Failure[];
  readonly paths: PathFacts | undefined;
}

/** One thing to look at. */
export type Finder = (question: Question) => readonly Cause[];

export const sure = (id: string, text: string, change: string): Cause => ({ id, text, change, isSure: true });
export const maybe = (id: string, text: string, change: string): Cause => ({ id, text, change, isSure: false });
