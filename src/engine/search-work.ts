/** A search's share of the work: match, then format. */

import { accountsFor } from '../accounts/accounts.js';
import type { Out } from '../bytes/out.js';
import { type Batch, eventsOf } from '../log/batch.js';
import type { AuditEvent } from '../log/event.js';
import { searchFormatter } from '../output/formats.js';
import type { Formatter } from '../output/formatter.js';
import { writeRawBatch } from '../output/raw-batch.js';
import { compileQuery, type Matcher } from '../query/match.js';
import { matchesEverything } from '../query/query.js';
import { AVC, USER_AVC } from '../tables/generated/record-type.js';
import type { SearchJob } from './job.js';
import type { Work, WorkResult } from './work.js';

/** Decides about an event that is complete and did or did not match; see checkpoints. */
export type Gate = (event: AuditEvent, matched: boolean) => boolean;

export async function searchWork(job: SearchJob, gate?: Gate): Promise<Work> {
  let messages = '';
  const say = (text: string): void => {
    messages += text;
  };
  const accounts = accountsFor(job.env);
  const matcher = await compileQuery(job.query, { accounts, diagnostics: { debug: job.debug, write: say } });
  const formatter = await searchFormatter(job, accounts, say);
  const takesAll = matchesEverything(job.query) && !job.debug;
  const copies = !gate && isCopy(job);
  const write = eventByEvent(formatter, job.justOne, gate);
  return {
    ...(formatter.begin && { begin: (out: Out) => formatter.begin?.(out) }),
    process: (batch, out): WorkResult => {
      messages = '';
      // Where everything matches, events are only read for what reading does to them.
      const isPlain = takesAll && !changesText(batch.lines);
      const matches = isPlain ? everyEvent : matcher.matches;
      const matched = isPlain && copies ? writeRawBatch(batch, out) : write(batch, out, matches);
      return { matched, messages };
    },
    end: (out) => formatter.end?.(out),
    namesSeen: matcher.namesSeen,
  };
}

/** BUG? Reading an AVC record overwrites a byte of it, which shows. */
function changesText(lines: Int32Array): boolean {
  for (let line = 3; line < lines.length; line += 4) {
    const type = lines[line]! >> 1;
    if (type === AVC || type === USER_AVC) return true;
  }
  return false;
}

/** True when the output is the log itself. */
export function isCopy({ format, terminal, justOne, debug, query }: SearchJob): boolean {
  return format === 'raw' && !terminal && !justOne && !debug && matchesEverything(query);
}

const everyEvent = (): boolean => true;

type BatchRun = (batch: Batch, out: Out, matches: Matcher['matches']) => number;

function eventByEvent(formatter: Formatter, justOne: boolean, gate: Gate | undefined): BatchRun {
  return (batch, out, isMatch) => {
    let matched = 0;
    for (const event of eventsOf(batch)) {
      const matches = isMatch(event);
      if (gate ? !gate(event, matches) : !matches) continue;
      formatter.event(event, out);
      matched++;
      if (justOne) break;
    }
    return matched;
  };
}
