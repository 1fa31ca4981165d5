/** A search's share of the work: match, then format. */

import { accountsFor } from '../accounts/accounts.js';
import type { Out } from '../bytes/out.js';
import { type Batch, eventsOf } from '../log/batch.js';
import type { AuditEvent } from '../log/event.js';
import { searchFormatter } from '../output/formats.js';
import { compileQuery, timeTest } from '../query/match.js';
import { isSettledByShape, matchesEverything } from '../query/query.js';
import { BatchSearch } from './batch-search.js';
import type { SearchJob } from './job.js';
import type { Work, WorkResult } from './work.js';

/** Decides about an event that is complete and did or did not match; see checkpoints. */
export type Gate = (event: AuditEvent, matched: boolean) => boolean;

export interface SearchWorkOptions {
  readonly gate?: Gate | undefined;
  /** Many of the log's events have turned out to be of shapes of their own, so few are remembered before they come again. */
  readonly isOftenNew?: boolean | undefined;
}

export async function searchWork(job: SearchJob, { gate, isOftenNew }: SearchWorkOptions = {}): Promise<Work> {
  let messages = '';
  const say = (text: string): void => {
    messages += text;
  };
  const { query, debug, justOne } = job;
  const accounts = accountsFor(job.env);
  const { matches, namesSeen } = await compileQuery(query, { accounts, diagnostics: { debug, write: say } });
  const formatter = await searchFormatter(job, accounts, say);
  const eachEvent = (batch: Batch, out: Out): number => {
    let matched = 0;
    for (const event of eventsOf(batch)) {
      const isMatch = matches(event);
      if (gate ? !gate(event, isMatch) : !isMatch) continue;
      formatter.event(event, out);
      matched++;
      if (justOne) break;
    }
    return matched;
  };
  const look = {
    formatter,
    matches,
    takesAll: matchesEverything({ ...query, start: undefined, end: undefined }) && !debug,
    said: () => messages.length,
  };
  const { patterns } = formatter;
  const isByShape = look.takesAll ? formatter.copy === undefined : isSettledByShape(query) && !debug;
  const seconds = { from: query.start ?? Number.NEGATIVE_INFINITY, to: query.end ?? Number.POSITIVE_INFINITY };
  const asksTime = query.start !== undefined || query.end !== undefined;
  const byPattern =
    patterns && isByShape
      ? new (await import('./pattern-search.js')).PatternSearch({ ...look, patterns, seconds, isOftenNew })
      : undefined;
  const search = byPattern ?? new BatchSearch({ ...look, isInTime: timeTest(query), asksTime });
  return {
    ...(formatter.begin && { begin: (out: Out) => formatter.begin?.(out) }),
    process: (batch, out): WorkResult => {
      messages = '';
      const matched = gate || justOne ? eachEvent(batch, out) : search.process(batch, out);
      return { matched, messages };
    },
    isQuick: () => byPattern?.isQuick === true,
    end: (out) => formatter.end?.(out),
    namesSeen,
  };
}

/** True when the output is the log itself. */
export function isCopy({ format, terminal, justOne, debug, query }: SearchJob): boolean {
  return format === 'raw' && !terminal && !justOne && !debug && matchesEverything(query);
}
