/** Writes the report without an option: two lines of times, then counts. */

import type { EventId } from '../log/event.js';
import type { GridColumn } from '../output/grid/grid.js';
import { isForPrograms } from '../output/grid/layouts.js';
import { utcTime } from '../output/utc-time.js';
import type { ReportJob } from './job.js';
import { OverviewTotals, overviewLines } from './overview.js';
import { fullStamp } from './print-spans.js';
import { layoutOptions, type Printer, type Stage } from './printer.js';
import { stampText } from './reading.js';
import type { LogFacts } from './spans.js';

export function overviewPrinter(job: ReportJob, stage: Stage): Printer {
  const totals = new OverviewTotals();
  return {
    add: (part) => {
      if (part.kind === 'overview') totals.add(part);
    },
    end: (facts) => {
      if (stage.layout) writeGrid(totals, facts, job, stage);
      else writeLines(totals, facts, job, stage);
      return 0;
    },
  };
}

type Stamp = Pick<EventId, 'sec' | 'milli'>;

const EPOCH: Stamp = { sec: 0, milli: 0 };

/** BUG? The epoch when no line was out of a range with a start, or none of the last file in it. */
function range({ firstStamp, spans }: LogFacts): { readonly first: Stamp; readonly last: Stamp } {
  return { first: firstStamp ?? EPOCH, last: spans.at(-1)?.last ?? EPOCH };
}

function writeLines(totals: OverviewTotals, facts: LogFacts, job: ReportJob, { out, locale }: Stage): void {
  const { first, last } = range(facts);
  const selectedEnd = job.end === 0 ? fullStamp(locale, last) : stampText(locale, job.end);
  out.write(`Range of time in logs: ${fullStamp(locale, first)} - ${fullStamp(locale, last)}\n`);
  out.write(`Selected time for report: ${stampText(locale, job.start || first.sec)} - ${selectedEnd}\n`);
  const numbers = totals.numbers();
  for (const [i, { label }] of overviewLines.entries()) out.write(`Number of ${label}: ${numbers[i]}\n`);
  out.write('\n');
}

/** JSON and CSV have one row with everything; tables have a row a number. */
function writeGrid(totals: OverviewTotals, facts: LogFacts, job: ReportJob, stage: Stage): void {
  const { first, last } = range(facts);
  const numbers = totals.numbers();
  if (isForPrograms(job.format)) {
    const columns: GridColumn[] = ['range_start', 'range_end', 'selected_start', 'selected_end']
      .concat(overviewLines.map(({ key }) => key))
      .map((key) => ({ key, title: key }));
    const selected = [
      job.start === 0 ? first : { sec: job.start, milli: 0 },
      job.end === 0 ? last : { sec: job.end, milli: 0 },
    ];
    const times = [first, last, ...selected].map(({ sec, milli }) => utcTime(sec, milli) ?? null);
    const grid = stage.layout?.(columns, stage.out, layoutOptions(job));
    grid?.row({ cells: [...times, ...numbers] });
    grid?.end();
    return;
  }
  const columns: GridColumn[] = [
    { key: 'what', title: 'what' },
    { key: 'total', title: 'total', numeric: true },
  ];
  const grid = stage.layout?.(columns, stage.out, layoutOptions(job));
  grid?.row({ cells: ['first event', fullStamp(stage.locale, first)] });
  grid?.row({ cells: ['last event', fullStamp(stage.locale, last)] });
  for (const [i, { label }] of overviewLines.entries()) grid?.row({ cells: [label, numbers[i] ?? 0] });
  grid?.end();
}
