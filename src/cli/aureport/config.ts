/** What a command line of aureport asks for, as plain data. */

import type { EscapeMode } from '../../bytes/escape.js';
import { layouts } from '../../output/grid/layouts.js';
import type { Asked, UnknownName } from '../../query/asked.js';
import type { Criterion } from '../../query/criterion.js';
import { type GroupKey, readGroupKey } from '../../query/field/field-name.js';
import { criterionOf } from '../../query/tree.js';
import { emptySpan } from '../../query/wrong-time.js';
import { reportByName } from '../../reports/catalog.js';
import {
  environmentOf,
  type Grouping,
  type HistogramUnit,
  type ReportFilter,
  type ReportFormat,
  type ReportJob,
} from '../../reports/job.js';
import type { StorySubject } from '../../story/session-story.js';
import type { ColourChoice } from '../colour.js';
import type { CompletionWish } from '../completion/complete.js';
import type { Io } from '../io.js';

import { layoutOptions } from '../screen.js';
import type { StoreDraft } from '../store-options.js';

export const REPORT_FORMATS: readonly ReportFormat[] = ['classic', ...layouts.map(({ name }) => name)];

/** What becomes of the events. */
export type ReportMode =
  /** A page for browsers. */
  | { readonly kind: 'html'; readonly file: string }
  /** The differences of two logs, or of two times. */
  | { readonly kind: 'compare'; readonly pair: readonly [string, string] }
  /** A report again and again, with so many seconds between. `live`: of what the kernel writes from now on. */
  | { readonly kind: 'follow'; readonly interval: number | undefined; readonly live: boolean }
  /** A question in SQL. */
  | { readonly kind: 'sql'; readonly query: string }
  /** Parts of all summaries, to be added to those of other logs. */
  | { readonly kind: 'parts'; readonly file: string }
  /** What stores have of which host. */
  | { readonly kind: 'hosts' }
  /** What happened, in order. */
  | { readonly kind: 'story'; readonly subject: StorySubject }
  | { readonly kind: 'report' };

/** What a report tells of the events. */
export type ReportContent =
  /** `name` in the catalog of reports. */
  | { readonly kind: 'listed'; readonly name: string }
  /** Groups of events by the values of fields. */
  | { readonly kind: 'groups'; readonly grouping: Grouping }
  /** These fields of each event. */
  | { readonly kind: 'fields'; readonly columns: readonly GroupKey[] };

export interface ReportConfig extends Readonly<StoreDraft> {
  readonly mode: ReportMode;
  readonly content: ReportContent;
  readonly summary: boolean;
  readonly filter: ReportFilter;
  /** Which events the report is about, besides the filter. */
  readonly criterion: Criterion | undefined;
  readonly unknownName: UnknownName | undefined;
  readonly notes: readonly string[];
  /** Arguments of `--expr`, not read yet. */
  readonly expressions: readonly string[];
  /** `--explain`. */
  readonly explain: boolean;
  readonly interpret: boolean;
  readonly debug: boolean;
  /** Output goes to the terminal itself, however long it is. */
  readonly noPager: boolean;
  /** Limits in seconds since the epoch; 0: none. */
  readonly start: number;
  readonly end: number;
  /** Files and directories, patterns not expanded yet. Empty: a pipe on standard input, or the system's logs. */
  readonly inputs: readonly string[];
  /** Arguments of --journal. */
  readonly journals: readonly string[];
  readonly systemLogs: boolean;
  /** Seconds; undefined: as auditd.conf says. */
  readonly eoeTimeout: number | undefined;
  readonly escape: EscapeMode;
  readonly skipMalformed: boolean;
  /** Undefined: a table on a terminal, else the original's form. */
  readonly format: ReportFormat | undefined;
  readonly top: number | undefined;
  /** `--parts`: different items of a report, at most. */
  readonly partsLimit: number;
  readonly histogram: HistogramUnit | undefined;
  readonly utc: boolean;
  readonly colour: ColourChoice;
  /** Tables may be wider than the window. */
  readonly wide: boolean;
  readonly stats: boolean;
  /** Stamps rise, so parts of large logs with other times are not read. */
  readonly trustOrder: boolean;
  /** Exit statuses tell when something could not be read or understood. */
  readonly strict: boolean;
}

/** What the command line asks for: a report, or one of the things that need no log. */
export type ReportCommand =
  | { readonly kind: 'report'; readonly config: ReportConfig }
  | { readonly kind: 'help' | 'version' | 'manual' }
  | ({ readonly kind: 'completion' } & CompletionWish)
  /** An argument where the original has none yet; the only mistake after which it prints no help. */
  | { readonly kind: 'unimplemented' };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A configuration under construction: the words of the command line, in whatever order they come. */
export type ReportDraft = Mutable<
  Omit<ReportConfig, 'mode' | 'content' | 'filter' | 'criterion' | 'unknownName' | 'notes' | 'partsLimit'>
> & {
  report: string | undefined;
  by: readonly GroupKey[] | undefined;
  distinct: GroupKey | undefined;
  sort: Grouping['sort'] | undefined;
  columns: readonly GroupKey[] | undefined;
  html: string | undefined;
  compare: readonly [string, string] | undefined;
  follow: number | undefined;
  live: boolean;
  story: StorySubject | undefined;
  nodes: boolean;
  parts: string | undefined;
  partsLimit: number | undefined;
  sql: string | undefined;
  readonly filter: Mutable<ReportFilter>;
  readonly asked: Asked;
};

const PARTS_LIMIT = 100_000;

export function emptyReportDraft(): ReportDraft {
  return {
    report: undefined,
    summary: false,
    filter: { outcome: undefined, without: undefined, configChanges: true },
    asked: {},
    interpret: false,
    debug: false,
    noPager: false,
    start: 0,
    end: 0,
    inputs: [],
    journals: [],
    systemLogs: false,
    access: {},
    explainQuery: false,
    eoeTimeout: undefined,
    escape: 'tty',
    skipMalformed: false,
    format: undefined,
    top: undefined,
    histogram: undefined,
    by: undefined,
    distinct: undefined,
    sort: undefined,
    columns: undefined,
    html: undefined,
    compare: undefined,
    follow: undefined,
    live: false,
    nodes: false,
    parts: undefined,
    sql: undefined,
    partsLimit: undefined,
    utc: false,
    colour: 'auto',
    wide: false,
    stats: false,
    story: undefined,
    trustOrder: false,
    expressions: [],
    explain: false,
    strict: false,
  };
}

export function finishedReportConfig(draft: ReportDraft): ReportConfig {
  const {
    asked,
    report,
    by,
    distinct,
    sort,
    columns,
    html,
    compare,
    follow,
    live,
    story,
    nodes,
    parts,
    partsLimit = PARTS_LIMIT,
    sql,
    ...config
  } = draft;
  return {
    ...config,
    mode: modeOf(draft),
    content: contentOf(draft),
    partsLimit,
    criterion: criterionOf(asked),
    unknownName: asked.unknownName,
    notes: [...(asked.notes ?? []), ...emptySpan(draft.start, draft.end)],
  };
}

/** At most one of these was asked for: `contradictions.ts`. */
function modeOf({ html, compare, follow, live, story, nodes, parts, sql }: ReportDraft): ReportMode {
  if (sql !== undefined) return { kind: 'sql', query: sql };
  if (parts !== undefined) return { kind: 'parts', file: parts };
  if (nodes) return { kind: 'hosts' };
  if (html !== undefined) return { kind: 'html', file: html };
  if (compare) return { kind: 'compare', pair: compare };
  if (follow !== undefined || live) return { kind: 'follow', interval: follow, live };
  return story ? { kind: 'story', subject: story } : { kind: 'report' };
}

/** Without a report option the overview is meant. */
function contentOf({ by, columns, report = 'overview', ...draft }: ReportDraft): ReportContent {
  if (by) return { kind: 'groups', grouping: groupingOf(by, draft) };
  return columns ? { kind: 'fields', columns } : { kind: 'listed', name: report };
}

type Order = Pick<ReportDraft, 'distinct' | 'sort' | 'histogram'>;

/** With `--histogram` the spans of time come first, one after the other. */
function groupingOf(by: readonly GroupKey[], { distinct, sort, histogram }: Order): Grouping {
  if (histogram === undefined) return { by, distinct, sort: sort ?? 'count' };
  return { by: [readGroupKey(`time:${histogram}`), ...by], distinct, sort: sort ?? 'name' };
}

/** The name in the catalog of what tells it. */
export function reportName(content: ReportContent): string {
  return content.kind === 'listed' ? content.name : content.kind;
}

/** What the workers need to know. */
export function reportJob(config: ReportConfig, io: Io): ReportJob {
  const { content } = config;
  const { env, terminal } = io;
  const { width, colour } = layoutOptions(io, config);
  const report = reportName(content);
  const { shape } = reportByName(report);
  const format = config.format ?? (terminal.out ? 'table' : 'classic');
  return {
    report,
    // The most frequent are wanted, so `--top` asks for a summary where there is one.
    summary: config.summary || (config.top !== undefined && shape.kind === 'listing' && shape.summary !== undefined),
    format,
    interpret: config.interpret,
    ambiguousIds: [],
    escape: config.escape,
    onTerminal: terminal.out,
    colour,
    width,
    top: config.top,
    histogram: config.histogram,
    grouping: content.kind === 'groups' ? content.grouping : undefined,
    columns: content.kind === 'fields' ? content.columns : undefined,
    filter: config.filter,
    criterion: config.criterion,
    start: config.start,
    end: config.end,
    env: environmentOf(env),
    utc: config.utc,
    malformed: config.skipMalformed ? 'skip' : 'keep',
    debug: config.debug,
  };
}
