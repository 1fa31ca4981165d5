/** Draws events over time. */

import type { GridColumn } from '../output/grid/grid.js';
import { isForPrograms } from '../output/grid/layouts.js';
import { utcTime } from '../output/utc-time.js';
import { Histogram, type HistogramBar } from './histogram.js';
import type { HistogramUnit, ReportJob } from './job.js';
import { layoutOptions, NOTHING, type Printer, type Stage } from './printer.js';

export function histogramPrinter(unit: HistogramUnit, job: ReportJob, stage: Stage): Printer {
  const histogram = new Histogram(unit, stage.locale);
  return {
    add: (part) => {
      if (part.kind === 'histogram') histogram.add(part);
    },
    end: () => {
      const bars = histogram.bars();
      if (stage.layout) writeGrid(bars, unit, job, stage);
      else stage.out.write(drawing(bars));
      if (bars.length === 0 && (stage.layout === undefined || job.format === 'table')) stage.out.write(NOTHING);
      return bars.length === 0 ? 1 : 0;
    },
  };
}

const WIDEST = 50;

function drawing(bars: readonly HistogramBar[]): string {
  const largest = bars.reduce((most, { count }) => Math.max(most, count), 1);
  const digits = String(largest).length;
  return bars
    .map(({ label, count }) => {
      if (label === undefined) return '...\n';
      const bar = '#'.repeat(Math.ceil((count / largest) * WIDEST));
      return `${`${label}  ${String(count).padStart(digits)}  ${bar}`.trimEnd()}\n`;
    })
    .join('');
}

function writeGrid(bars: readonly HistogramBar[], unit: HistogramUnit, job: ReportJob, stage: Stage): void {
  const columns: readonly GridColumn[] = [
    { key: 'start', title: unit },
    { key: 'total', title: 'total', numeric: true, bar: true },
  ];
  const forPrograms = isForPrograms(job.format);
  const grid = stage.layout?.(columns, stage.out, layoutOptions(job));
  for (const { label, start, count } of bars) {
    if (forPrograms && start === undefined) continue;
    const when = forPrograms && start !== undefined ? (utcTime(start) ?? null) : (label ?? '...');
    grid?.row({ cells: [when, count] });
  }
  grid?.end();
}
