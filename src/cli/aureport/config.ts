/** What a command line of aureport asks for, as plain data. */

import type { EscapeMode } from '../../bytes/escape.js';
import { layouts } from '../../output/grid/layouts.js';
import type { Asked, UnknownName } from '../../query/asked.js';
import type { Criterion } from '../../query/criterion.js';
import { type GroupKey, readGroupKey } from '../../query/field/field-name.js';
import { criterionOf } from '../../query/tree.js';
import { reportByName } from '../../reports/catalog.js';
import type { Grouping, HistogramUnit, ReportFilter, ReportFormat, ReportJob } from '../../reports/job.js';
import type { StorySubject } from '../../story/session-story.js';
import type { ColourChoice } from '../colour.js';
import type { CompletionWish } from '../completion/complete.js';
import type { Io } from '../io.js';

export const REPORT_FORMATS: readonly ReportFormat[] = ['classic', ...layouts.map(({ name }) => name)];

export interface ReportConfig {
  /** Name in the catalog of reports. */
  readonly report: string;
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
  /** Limits in seconds since the epoch; 0: none. */
  readonly start: number;
  readonly end: number;
  /** Files and directories, patterns not expanded yet. Empty: a pipe on standard input, or the system's logs. */
  readonly inputs: readonly string[];
  readonly systemLogs: boolean;
  /** Seconds; undefined: as auditd.conf says. */
  readonly eoeTimeout: number | undefined;
  readonly escape: EscapeMode;
  readonly skipMalformed: boolean;
  /** Undefined: a table on a terminal, else the original's form. */
  readonly format: ReportFormat | undefined;
  readonly top: number | undefined;
  readonly histogram: HistogramUnit | undefined;
  /** Fields that events are grouped by instead of a report. */
  readonly by: readonly GroupKey[] | undefined;
  readonly distinct: GroupKey | undefined;
  readonly sort: Grouping['sort'] | undefined;
  /** Fields that are told of each event instead of a report. */
  readonly columns: readonly GroupKey[] | undefined;
  /** A file for an HTML page instead of a report. */
  readonly html: string | undefined;
  /** Two logs, or two times, whose differences are wanted instead of a report. */
  readonly compare: readonly [string, string] | undefined;
  /** Seconds between two reports of a log that grows. */
  readonly follow: number | undefined;
  /** Read what the kernel writes from now on. */
  readonly live: boolean;
  readonly utc: boolean;
  readonly colour: ColourChoice;
  readonly stats: boolean;
  /** Tell what happened in order instead of a report. */
  readonly story: StorySubject | undefined;
  /** Stamps rise, so parts of large logs with other times are not read. */
  readonly trustOrder: boolean;
  /** Exit statuses tell when something could not be read or understood. */
  readonly strict: boolean;
}

/** What the command line asks for: a report, or one of the things that need no log. */
export type ReportCommand =
  | { readonly kind: 'report'; readonly config: ReportConfig }
  | { readonly kind: 'help' | 'version' }
  | ({ readonly kind: 'completion' } & CompletionWish)
  /** An argument where the original has none yet; the only mistake after which it prints no help. */
  | { readonly kind: 'unimplemented' };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A configuration under construction. */
export type ReportDraft = Mutable<Omit<ReportConfig, 'report' | 'filter' | 'criterion' | 'unknownName' | 'notes'>> & {
  report: string | undefined;
  readonly filter: Mutable<ReportFilter>;
  readonly asked: Asked;
};

export function emptyReportDraft(): ReportDraft {
  return {
    report: undefined,
    summary: false,
    filter: { outcome: undefined, without: undefined, configChanges: true },
    asked: {},
    interpret: false,
    debug: false,
    start: 0,
    end: 0,
    inputs: [],
    systemLogs: false,
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
    utc: false,
    colour: 'auto',
    stats: false,
    story: undefined,
    trustOrder: false,
    expressions: [],
    explain: false,
    strict: false,
  };
}

/** Without a report option the overview is meant. */
export function finishedReportConfig({ asked, ...draft }: ReportDraft): ReportConfig {
  const { unknownName, notes = [] } = asked;
  return { ...draft, report: draft.report ?? 'overview', criterion: criterionOf(asked), unknownName, notes };
}

/** With `--histogram` the spans of time come first, one after the other. */
function groupingOf({ distinct, sort, histogram }: ReportConfig, by: readonly GroupKey[]): Grouping {
  if (histogram === undefined) return { by, distinct, sort: sort ?? 'count' };
  return { by: [readGroupKey(`time:${histogram}`), ...by], distinct, sort: sort ?? 'name' };
}

/** What the workers need to know. */
export function reportJob(config: ReportConfig, { env, terminal }: Io): ReportJob {
  const report = config.by ? 'groups' : config.columns ? 'fields' : config.report;
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
    colour: config.colour === 'always' || (config.colour === 'auto' && terminal.out && !env.NO_COLOR),
    width: terminal.columns,
    top: config.top,
    histogram: config.histogram,
    grouping: config.by && groupingOf(config, config.by),
    columns: config.columns,
    filter: config.filter,
    criterion: config.criterion,
    start: config.start,
    end: config.end,
    env: Object.fromEntries(['LC_ALL', 'LC_TIME', 'LANG', 'TZ', 'TS_AUDIT_ACCOUNTS'].map((name) => [name, env[name]])),
    utc: config.utc,
    malformed: config.skipMalformed ? 'skip' : 'keep',
    debug: config.debug,
  };
}
