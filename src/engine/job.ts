/** What a run does with its events, as plain data that can be posted to a worker thread. */
import type { EscapeMode } from '../bytes/escape.js';
import type { Environment } from '../locale/definition.js';
import type { CsvExtras } from '../output/csv.js';
import type { Query } from '../query/query.js';
import type { ReportJob } from '../reports/job.js';

export type SearchFormat = 'raw' | 'default' | 'interpret' | 'csv' | 'text' | 'json' | 'ecs' | 'ecs-bulk';

export interface SearchJob {
  readonly tool: 'search';
  readonly query: Query;
  readonly format: SearchFormat;
  readonly escape: EscapeMode;
  readonly extras: CsvExtras;
  readonly colour: boolean;
  /** The output goes to a terminal. */
  readonly terminal: boolean;
  readonly utc: boolean;
  readonly debug: boolean;
  /** Stop at the first match. */
  readonly justOne: boolean;
  /** LC_*, LANG and TZ. */
  readonly env: Environment;
}

export type Job = SearchJob | { readonly tool: 'report'; readonly report: ReportJob };
