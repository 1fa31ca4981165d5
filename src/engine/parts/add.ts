/** A summary of the parts of many logs: exact sums, in the order of a report over all the logs. */
import { AuditError, usage } from '../../errors.js';
import { oldestFirst } from '../../input/order.js';
import type { Source } from '../../input/source.js';
import type { ReportJob } from '../../reports/job.js';
import type { Presenter } from '../../reports/presenter.js';
import type { Stamp } from '../../store/order.js';
import { orderOf, PlacedTally } from '../placed-tally.js';
import { type Parts, readParts, type SummaryPart } from './file.js';
import { changesWithNames } from './make.js';

/** The result: the exit status. `files`: byte strings. */
export async function addParts(
  files: readonly string[],
  job: ReportJob,
  presenter: Presenter,
  say: (line: string) => void,
): Promise<number> {
  const interpret = job.interpret && changesWithNames(job.report);
  const all = files.map((name) => readParts(name, { report: job.report, interpret }));
  for (const parts of all) checkLimits(parts, job);
  const latest = new Map<string, Stamp>(all.map(({ name, head }) => [name, head.latest]));
  const tally = new PlacedTally(await orderOf(await oldestFirst(all.map(sourceOf)), latest));
  for (const { name, summary } of all) {
    addItems(name, summary, tally);
    if (summary.left > 0)
      say(`WARNING - ${name}: too many different items; ${summary.left} counts of others are not in this summary`);
  }
  presenter.add({ part: { kind: 'tally', counts: tally.counts() }, messages: [] });
  return presenter.end({ spans: [], firstStamp: undefined });
}

/** What was left out when they were made is not there. */
function checkLimits({ name, head }: Parts, { start, end }: ReportJob): void {
  if ((start === 0 || start === head.start) && (end === 0 || end === head.end)) return;
  throw usage(`${name}: its parts are of another time; -ts and -te are for --parts`);
}

function sourceOf({ name, head }: Parts): Source {
  return {
    ...{ name, family: name, identity: () => undefined, size: () => 0, canReopen: () => true, canSeek: () => false },
    span: async () => head.span,
    open: async () => {
      throw new AuditError('input', `${name}: parts of reports, no log`);
    },
  };
}

function addItems(family: string, { items }: SummaryPart, tally: PlacedTally): void {
  for (const [item, count, sec, ms, serial, ord, i] of items)
    tally.add(item, count, tally.place(family, { sec, ms, serial }, ord), i);
}
