/** -t: which time each log file covers. It needs no event, only what the engine noted of the files. */
import type { EventId } from '../log/event.js';
import { reportByName } from './catalog.js';
import type { ReportJob } from './job.js';
import type { Gatherer } from './part.js';

/** The first and the last event that was released while a file was read; none: nothing in range. */
export interface FileSpan {
  /** As opened; `stdin` for a pipe. */
  readonly name: string;
  readonly first: EventId | undefined;
  readonly last: EventId | undefined;
}

/** What a report says about the log as a whole. */
export interface LogFacts {
  readonly spans: readonly FileSpan[];
  /** Of the first line with a time, in range or not; with a start limit, of the first one out of range. */
  readonly firstStamp: Pick<EventId, 'sec' | 'milli'> | undefined;
}

/** Whether the report tells of `LogFacts`, for which every event is looked at. */
export function tellsSpans({ report }: Pick<ReportJob, 'report'>): boolean {
  const { kind } = reportByName(report).shape;
  return kind === 'overview' || kind === 'spans';
}

export function spansGatherer(): Gatherer<unknown> {
  return { add: () => {}, take: () => ({ kind: 'spans' }) };
}
