/** What the search has seen of the second of two sets, for the next rule of a policy. */
import type { FilterEvent } from '../model/event.js';
import type { Difference } from './difference.js';
import type { File } from './shapes.js';
import type { Side } from './sides.js';

/** What a look at a target shows, one way that the call may go. */
export interface Shown {
  readonly differences: readonly Seen[];
  /** Lines of the second set that record what the first does. */
  readonly agreed: ReadonlySet<string>;
}

export interface Seen {
  readonly difference: Difference;
  /** That shows it this way; its witness may be of another call. */
  readonly event: FilterEvent;
}

/** A file that was looked at, for all that are treated like it. */
export interface Looked {
  readonly file: File;
  readonly shown: readonly Shown[];
}

/** What is remembered of the second of two sets, as policies are compared with it rule by rule. */
export interface Memory {
  /** By kind of call and of file. */
  readonly looked: Map<string, Looked>;
  /** A difference → the same one of files that are treated like the one it was found with. */
  readonly twins: Map<Difference, Map<File, Difference>>;
}

const memories = new WeakMap<Side, Memory>();

export function memoryOf(side: Side): Memory {
  const memory = memories.get(side) ?? { looked: new Map(), twins: new Map() };
  memories.set(side, memory);
  return memory;
}
