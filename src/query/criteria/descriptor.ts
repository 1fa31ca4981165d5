/** What a criterion is: one file of this folder each, and its line in `list.ts`. */
import type { Accounts } from '../../accounts/accounts.js';
import type { Attributes, Group } from '../../attributes/attributes.js';
import type { AuditEvent } from '../../log/event.js';
import type { NeedleGroup } from '../../log/scan/needle.js';
import type { Asked } from '../asked.js';
import type { Tools } from '../field/tools.js';

export interface CriterionKind<V> {
  /** The attributes that the test looks at. */
  readonly groups: readonly Group[];
  /** Events that differ only in time, serial number and passing values (`log/parts/`) all pass the test, or none does. */
  readonly byShape?: true;
  /** Called once per query. */
  readonly test: (value: V, surroundings: TestSurroundings) => Test;
  /** Byte strings of which every event that passes the test holds at least one; undefined: nothing is sure. */
  readonly needles: (value: V) => NeedleGroup | undefined;
  /** The options of ts-ausearch and ts-aureport that ask for it. */
  readonly options: readonly CriterionOption[];
}

/**
 * `identity`: what keeps an event from being looked at at all. `event`: needs no attributes. An attribute test may be
 * asked several times about one event, each time with what another of its records tells.
 */
export type Test =
  | { readonly on: 'identity' | 'event'; readonly holds: (event: AuditEvent) => boolean }
  | { readonly on: 'attributes'; readonly holds: (attributes: Attributes) => boolean };

export interface TestSurroundings {
  readonly accounts: Accounts;
  /** Told of every name in the log's own enrichment that a criterion asks for. */
  readonly seen: (name: string) => void;
  /** What the query's comparisons need. */
  readonly tools: Tools;
}

export interface CriterionOption {
  /** Ours are not in the original. */
  readonly spellings: readonly string[];
  readonly ours?: readonly string[];
  /** The spellings that ts-aureport has room for; a long one that names a report there asks for it when no word follows. */
  readonly inReports: readonly string[];
  /** Section of the help. */
  readonly group: 'When and which event' | 'Process' | 'Users and groups' | 'System call' | 'Objects';
  /** Placeholder of the argument; empty: the option takes none. */
  readonly argument: string;
  readonly text: string;
  /** The argument may begin with `-`. */
  readonly dash?: boolean;
  /** Adds what `argument` asks for. Throws `usage` with the original's message. */
  readonly take: (asked: Asked, argument: string, context: ArgumentContext) => void;
  /** Follows `Argument is required for …`. */
  readonly whenMissing?: () => string;
  /** Words that shells complete the argument with. */
  readonly words?: () => readonly string[];
}

export interface ArgumentContext {
  readonly accounts: Accounts;
  /** As `uname -m` names this machine. */
  readonly machine: string;
  /** Whether a person reads the messages: then the original's longest ones are short. */
  readonly forPeople: boolean;
}
