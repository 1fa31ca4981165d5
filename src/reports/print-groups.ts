/** Writes groups: their values, counts, first and last time, as lines, table, JSON, csv or bars. */
import { type Datum, printable } from '../output/grid/grid.js';
import { isForPrograms } from '../output/grid/layouts.js';
import { utcTime } from '../output/utc-time.js';
import type { Group } from './group.js';
import { addGroups, BETWEEN } from './groups.js';
import type { Grouping, ReportJob } from './job.js';
import { layoutOptions, NOTHING, type Printer, type Stage } from './printer.js';
import { stampText } from './reading.js';

/** Equal ones stay in order of first appearance. */
const orders: Readonly<Record<Grouping['sort'], (one: Group, other: Group) => number>> = {
  count: (one, other) => other.count - one.count,
  name: (one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0),
  first: (one, other) => one.first - other.first,
  last: (one, other) => one.last - other.last,
};

export function groupsPrinter(grouping: Grouping, job: ReportJob, stage: Stage): Printer {
  const groups = new Map<string, Group>();
  return {
    add: (part) => {
      if (part.kind === 'groups') addGroups(groups, part);
    },
    end: () => {
      const sorted = [...groups.values()].sort(orders[grouping.sort]).slice(0, job.top);
      if (stage.layout) writeGrid(sorted, grouping, job, stage);
      else for (const group of sorted) stage.out.write(line(group, job));
      if (sorted.length === 0 && (stage.layout === undefined || job.format === 'table')) stage.out.write(NOTHING);
      return sorted.length === 0 ? 1 : 0;
    },
  };
}

/** `COUNT  VALUES`, as the original's summaries; then the number of distinct values. */
function line({ key, count, distinct }: Group, job: ReportJob): string {
  const values = key.split(BETWEEN).join('  ');
  const shown = job.onTerminal ? printable(values) : values;
  return `${count}  ${shown}${distinct ? `  ${distinct.size}` : ''}\n`;
}

function writeGrid(sorted: readonly Group[], { by, distinct }: Grouping, job: ReportJob, stage: Stage): void {
  const forPrograms = isForPrograms(job.format);
  const time = (sec: number): Datum => (forPrograms ? (utcTime(sec) ?? null) : stampText(stage.locale, sec));
  const columns = [
    { key: 'total', title: 'total', numeric: true, bar: true },
    ...by.map(({ label }) => ({ key: label, title: label })),
    ...(distinct ? [{ key: `distinct_${distinct.label}`, title: distinct.label, numeric: true }] : []),
    { key: 'first', title: 'first', whole: true },
    { key: 'last', title: 'last', whole: true },
  ];
  const grid = stage.layout?.(columns, stage.out, layoutOptions(job));
  for (const group of sorted) {
    const counts = distinct ? [group.distinct?.size ?? 0] : [];
    grid?.row({ cells: [group.count, ...group.key.split(BETWEEN), ...counts, time(group.first), time(group.last)] });
  }
  grid?.end();
}
