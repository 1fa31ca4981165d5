/** What to report, as plain data: made by the command line, posted to worker threads. */
import type { EscapeMode } from '../bytes/escape.js';
import type { LayoutName } from '../output/grid/layouts.js';
import type { Criterion } from '../query/criterion.js';
import type { GroupKey } from '../query/field/field-name.js';

/** `classic`, the original's form, or a layout. */
export type ReportFormat = LayoutName;
/** What events are grouped by, and how the groups are told. */
export interface Grouping {
  readonly by: readonly GroupKey[];
  /** Distinct values of this are counted in each group. */
  readonly distinct: GroupKey | undefined;
  readonly sort: 'count' | 'name' | 'first' | 'last';
}

export type HistogramUnit = 'day' | 'hour' | 'minute';

export interface ReportJob {
  /** Name in `catalog.ts`; `overview` is the report without an option. */
  readonly report: string;
  readonly summary: boolean;
  readonly format: ReportFormat;
  /** `-i`: names instead of numbers. */
  readonly interpret: boolean;
  /** User ids (signed) whose names in the log are not believed; see log/ambiguous-names.ts. */
  readonly ambiguousIds: readonly number[];
  /** Of the columns that the original escapes. On a terminal every column is escaped at least as `tty`. */
  readonly escape: EscapeMode;
  readonly onTerminal: boolean;
  readonly colour: boolean;
  /** Columns of the terminal; tables are fitted to it. */
  readonly width: number | undefined;
  /** Only this many rows, the most frequent ones of a summary. */
  readonly top: number | undefined;
  /** Events over time instead of rows. */
  readonly histogram: HistogramUnit | undefined;
  /** Groups of events instead of a report. */
  readonly grouping: Grouping | undefined;
  /** Exactly these fields of each event instead of a report. */
  readonly columns: readonly GroupKey[] | undefined;
  readonly filter: ReportFilter;
  /** Which events the report is about, besides the filter; undefined: all. */
  readonly criterion: Criterion | undefined;
  /** Limits given with -ts and -te in seconds; 0: none. The overview prints them. */
  readonly start: number;
  readonly end: number;
  readonly env: Environment;
  /** Times in UTC whatever the zone. */
  readonly utc: boolean;
  /** `skip` is the original's way with records of unexpected form: the whole event is lost. */
  readonly malformed: 'keep' | 'skip';
  readonly debug: boolean;
}

export interface ReportFilter {
  readonly outcome: 'failed' | 'success' | undefined;
  /** Types of a first record that take the event out: `--add` takes out deletions, `--delete` additions. */
  readonly without: 'additions' | 'deletions' | undefined;
  /** False with -nc. */
  readonly configChanges: boolean;
}

/** What of the environment counts; the C library has its locales from LOCPATH or LOCALE_ARCHIVE, if they are there. */
const VARIABLES = ['LC_ALL', 'LC_TIME', 'LANG', 'LOCPATH', 'LOCALE_ARCHIVE', 'TZ', 'TS_AUDIT_ACCOUNTS'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

export function environmentOf(env: Environment): Environment {
  return Object.fromEntries(VARIABLES.map((name) => [name, env[name]]));
}

/** The overview of all events in the original's form, not for a terminal: what others change as they are asked. */
export function plainJob(env: Environment): ReportJob {
  return {
    report: 'overview',
    summary: false,
    format: 'classic',
    interpret: false,
    ambiguousIds: [],
    escape: 'tty',
    onTerminal: false,
    colour: false,
    width: undefined,
    top: undefined,
    histogram: undefined,
    grouping: undefined,
    columns: undefined,
    filter: { outcome: undefined, without: undefined, configChanges: true },
    criterion: undefined,
    start: 0,
    end: 0,
    env: environmentOf(env),
    utc: false,
    malformed: 'keep',
    debug: false,
  };
}
