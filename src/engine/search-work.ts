/** A search's share of the work: match, then format. */

import { accountsFor } from '../accounts/accounts.js';
import type { Out } from '../bytes/out.js';
import { type Batch, bytesOf, eventAt, eventsOf } from '../log/batch.js';
import type { AuditEvent } from '../log/event.js';
import { BatchShapes } from '../log/parts/batch-shapes.js';
import { searchFormatter } from '../output/formats.js';
import type { Formatter, Repeat } from '../output/formatter.js';
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
  const repeats = formatter.repeat && !gate && !job.justOne ? shapeByShape(formatter) : undefined;
  return {
    ...(formatter.begin && { begin: (out: Out) => formatter.begin?.(out) }),
    process: (batch, out): WorkResult => {
      messages = '';
      // Where everything matches, events are only read for what reading does to them.
      const isPlain = takesAll && !changesText(batch.lines);
      const writeAll = copies ? writeRawBatch : repeats;
      const matched =
        isPlain && writeAll ? writeAll(batch, out) : write(batch, out, isPlain ? everyEvent : matcher.matches);
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

/** Writes all events of a batch, those of a shape that came before without a look at their records. */
function shapeByShape(formatter: Formatter): (batch: Batch, out: Out) => number {
  const shapes = new BatchShapes<Repeat>();
  return (batch, out) => {
    const { events } = batch;
    const bytes = bytesOf(batch);
    const hasShapes = shapes.read(batch);
    for (let i = 0, line = 0; i < events.length; i += 4) {
      const shape = hasShapes ? shapes.shapes[i >> 2]! : 0;
      const write = shape === 0 ? undefined : shapes.known.get(shape);
      if (write) write({ sec: events[i]!, milli: events[i + 1]!, serial: events[i + 2]! }, out);
      else {
        formatter.event(eventAt(batch, bytes, i, line), out);
        const repeat = shape === 0 ? undefined : formatter.repeat?.();
        if (repeat) shapes.known.set(shape, repeat);
      }
      line += events[i + 3]! * 4;
    }
    return events.length / 4;
  };
}
