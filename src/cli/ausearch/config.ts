/** What a command line of ausearch asks for, as plain data. */
import type { EscapeMode } from '../../bytes/escape.js';
import type { Query } from '../../query/query.js';

export const SEARCH_FORMATS = [
  'raw',
  'default',
  'interpret',
  'csv',
  'text',
  'json',
  'ndjson',
  'ecs',
  'ecs-bulk',
] as const;
export type SearchFormat = (typeof SEARCH_FORMATS)[number];

export type ColorChoice = 'auto' | 'always' | 'never';

export interface SearchConfig {
  readonly query: Query;
  readonly format: SearchFormat;
  readonly escape: EscapeMode;
  /** Groups of csv columns. */
  readonly extra: { readonly keys: boolean; readonly labels: boolean; readonly obj2: boolean; readonly time: boolean };
  /** Files and directories, in the order given; patterns are not expanded yet. Empty: the system's logs or a pipe. */
  readonly inputs: readonly string[];
  readonly systemLogs: boolean;
  readonly checkpoint: string | undefined;
  /** `-ts checkpoint`. */
  readonly startsAtCheckpoint: boolean;
  readonly justOne: boolean;
  readonly lineBuffered: boolean;
  readonly debug: boolean;
  readonly eoeTimeout: number | undefined;
  readonly utc: boolean;
  readonly color: ColorChoice;
  readonly stats: boolean;
  /** Stamps rise, so parts of large logs with other times are not read. */
  readonly trustOrder: boolean;
  /**
   * A user or group was named that this machine does not know. The log's own names may; if nothing matches and the log
   * has no such name either, this message goes out instead of `<no matches>`, as the original does at once.
   */
  readonly unknownName: { readonly name: string; readonly message: string } | undefined;
}

/** What the command line asks for: a search, or one of the things that need no log. */
export type SearchCommand =
  | { readonly kind: 'search'; readonly config: SearchConfig }
  | { readonly kind: 'help'; readonly exitStatus: 0 | 1 }
  | { readonly kind: 'version' }
  | { readonly kind: 'completion'; readonly shell: string };

/** A configuration under construction. */
export type SearchDraft = Mutable<Omit<SearchConfig, 'query' | 'format'>> & {
  format: SearchFormat | undefined;
  query: Mutable<Query>;
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function emptyDraft(): SearchDraft {
  return {
    query: {},
    format: undefined,
    escape: 'tty',
    extra: { keys: false, labels: false, obj2: false, time: false },
    inputs: [],
    systemLogs: false,
    checkpoint: undefined,
    startsAtCheckpoint: false,
    justOne: false,
    lineBuffered: false,
    debug: false,
    eoeTimeout: undefined,
    utc: false,
    color: 'auto',
    stats: false,
    trustOrder: false,
    unknownName: undefined,
  };
}

/** Formats whose output needs the machine of a system call (spec ausearch section 5.2, group `arch`). */
const formatsWithMachine: ReadonlySet<SearchFormat> = new Set(['interpret', 'csv', 'text']);

export function finishedConfig(draft: SearchDraft): SearchConfig {
  const format = draft.format ?? 'default';
  return { ...draft, format, query: { ...draft.query, showsMachine: formatsWithMachine.has(format) } };
}
