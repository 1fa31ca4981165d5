/** Writes which time each file covers, and stamps with milliseconds. */

import type { TimeLocale } from '../locale/locale.js';
import type { EventId } from '../log/event.js';
import type { GridColumn } from '../output/grid/grid.js';
import { isForPrograms } from '../output/grid/layouts.js';
import { utcTime } from '../output/utc-time.js';
import type { ReportJob } from './job.js';
import { layoutOptions, type Printer, type Stage } from './printer.js';
import { stampText } from './reading.js';
import type { FileSpan } from './spans.js';

export function spansPrinter(job: ReportJob, stage: Stage): Printer {
  return {
    add: () => {},
    end: ({ spans }) => {
      if (stage.layout) writeGrid(spans, job, stage);
      else for (const span of spans) stage.out.write(`${span.name}: ${spanText(span, stage.locale)}\n`);
      return 0;
    },
  };
}

function spanText({ first, last }: FileSpan, locale: TimeLocale): string {
  return first && last ? `${fullStamp(locale, first)} - ${fullStamp(locale, last)}` : 'no records';
}

/** `DATE TIME.mmm`. */
export function fullStamp(locale: TimeLocale, { sec, milli }: Pick<EventId, 'sec' | 'milli'>): string {
  return `${stampText(locale, sec)}.${String(milli).padStart(3, '0')}`;
}

const columns: readonly GridColumn[] = [
  { key: 'file', title: 'file' },
  { key: 'first', title: 'first event' },
  { key: 'last', title: 'last event' },
];

function writeGrid(spans: readonly FileSpan[], job: ReportJob, stage: Stage): void {
  const grid = stage.layout?.(columns, stage.out, layoutOptions(job));
  const text = (id: EventId | undefined): string | null => {
    if (id === undefined) return null;
    return isForPrograms(job.format) ? (utcTime(id.sec, id.milli) ?? null) : fullStamp(stage.locale, id);
  };
  for (const { name, first, last } of spans) {
    grid?.row({ cells: [name, text(first), text(last)] });
  }
  grid?.end();
}
