/** What a command line of ausearch asks for, as plain data. */

import type { MalformedMode } from '../../attributes/extractor.js';
import type { EscapeMode } from '../../bytes/escape.js';
import { type SearchFormat, searchFormatByName } from '../../output/formats.js';
import type { Asked, UnknownName } from '../../query/asked.js';
import type { Query } from '../../query/query.js';
import { criterionOf } from '../../query/tree.js';
import { emptySpan } from '../../query/wrong-time.js';
import type { LineageQuestion } from '../../story/lineage.js';
import type { ColourChoice } from '../colour.js';
import type { CompletionWish } from '../completion/complete.js';
import type { StoreDraft } from '../store-options.js';

export interface ShipWish {
  /** `--ship`, which the others need. */
  readonly where?: string;
  /** Name of the stream. */
  readonly as?: string;
  /** Rows written at once. */
  readonly batch?: number;
  /** `--print-schema`. */
  readonly printsSchema?: boolean;
  /** `--compact`. */
  readonly compacts?: boolean;
}

export interface SearchConfig extends Readonly<StoreDraft> {
  readonly query: Query;
  readonly format: SearchFormat;
  readonly escape: EscapeMode;
  /** Groups of csv columns. */
  readonly extra: { readonly keys: boolean; readonly labels: boolean; readonly obj2: boolean; readonly time: boolean };
  /** Files and directories, in the order given; patterns are not expanded yet. Empty: the system's logs or a pipe. */
  readonly inputs: readonly string[];
  /** Arguments of --journal. */
  readonly journals: readonly string[];
  readonly systemLogs: boolean;
  /** Put the logs into a store instead of searching them. */
  readonly ship: ShipWish | undefined;
  /** Go on as the log grows. */
  readonly follow: boolean;
  /** Read what the kernel writes from now on. */
  readonly live: boolean;
  readonly checkpoint: string | undefined;
  /** `-ts checkpoint`. */
  readonly startsAtCheckpoint: boolean;
  readonly justOne: boolean;
  readonly lineBuffered: boolean;
  readonly debug: boolean;
  /** Output goes to the terminal itself, however long it is. */
  readonly noPager: boolean;
  readonly eoeTimeout: number | undefined;
  readonly utc: boolean;
  readonly colour: ColourChoice;
  readonly stats: boolean;
  /** The processes of the events instead of the events. */
  readonly tree: boolean;
  /** Only events of these processes. */
  readonly lineage: LineageQuestion | undefined;
  /** Stamps rise, so parts of large logs with other times are not read. */
  readonly trustOrder: boolean;
  /** Exit statuses tell when something could not be read or understood. */
  readonly strict: boolean;
  /** See `Asked`. */
  readonly unknownName: UnknownName | undefined;
  readonly notes: readonly string[];
  /** Arguments of `--expr`, not read yet. */
  readonly expressions: readonly string[];
  /** `--explain`. */
  readonly explain: boolean;
}

/** What the command line asks for: a search, or one of the things that need no log. */
export type SearchCommand =
  | { readonly kind: 'search'; readonly config: SearchConfig }
  | { readonly kind: 'help'; readonly exitStatus: 0 | 1 }
  | { readonly kind: 'version' | 'manual' }
  | ({ readonly kind: 'completion' } & CompletionWish);

/** A configuration under construction. */
export type SearchDraft = Mutable<Omit<SearchConfig, 'query' | 'format' | 'unknownName' | 'notes'>> & {
  format: SearchFormat | undefined;
  start: number | undefined;
  end: number | undefined;
  malformed: MalformedMode;
  readonly asked: Asked;
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function emptyDraft(): SearchDraft {
  return {
    asked: {},
    start: undefined,
    end: undefined,
    malformed: 'keep',
    format: undefined,
    escape: 'tty',
    extra: { keys: false, labels: false, obj2: false, time: false },
    inputs: [],
    journals: [],
    systemLogs: false,
    ship: undefined,
    access: {},
    explainQuery: false,
    follow: false,
    live: false,
    checkpoint: undefined,
    startsAtCheckpoint: false,
    justOne: false,
    lineBuffered: false,
    debug: false,
    noPager: false,
    eoeTimeout: undefined,
    utc: false,
    colour: 'auto',
    stats: false,
    tree: false,
    lineage: undefined,
    trustOrder: false,
    expressions: [],
    explain: false,
    strict: false,
  };
}

export function finishedConfig({ asked, start, end, malformed, ...draft }: SearchDraft): SearchConfig {
  const format = draft.format ?? 'default';
  const showsMachine = searchFormatByName(format)?.showsMachine === true;
  const query: Query = { start, end, criterion: criterionOf(asked), malformed, showsMachine };
  const notes = [...(asked.notes ?? []), ...emptySpan(start, end)];
  return { ...draft, format, query, unknownName: asked.unknownName, notes };
}
