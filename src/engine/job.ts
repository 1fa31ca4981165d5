/** What a run does with its events, as plain data that can be posted to a worker thread. */
import type { FormatSettings, SearchFormat } from '../output/formats.js';
import type { Query } from '../query/query.js';
import type { SimulationJob } from '../replay/simulation.js';
import type { ReportJob } from '../reports/job.js';

export interface SearchJob extends FormatSettings {
  readonly tool: 'search';
  readonly query: Query;
  readonly format: SearchFormat;
  /** Stop at the first match. */
  readonly justOne: boolean;
}

/** Of the programs that are all about a log. */
export type LogJob = SearchJob | { readonly tool: 'report'; readonly report: ReportJob };

export type Job = LogJob | { readonly tool: 'replay'; readonly simulation: SimulationJob };
