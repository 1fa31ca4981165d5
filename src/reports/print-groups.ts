/** Writes groups: their values, counts, first and last time, as lines, table, JSON, csv or bars. */
import { type Datum, printable } from '../output/grid/grid.js';
import { isForPrograms } from '../output/grid/layouts.js';
import { utcTime } from '../output/utc-time.js';
import type { Group } from './group.js';
import { addGroups, BETWEEN } from './groups.js';
import type { Grouping, ReportJob } from './job.js';
import { layoutOptions, NOTHING, type Printer, type Stage } from './printer.js';
import { stampText } from './reading.js';

type Entry = readonly [key: string, group: Group];

/** Equal ones stay in order of first appearance. */
const orders: Readonly<Record<Grouping['sort'], (one: Entry, other: Entry) => number>> = {
  count: ([, one], [, other]) => other.count - one.count,
  name: ([one], [other]) => (one < other ? -1 : one > other ? 1 : 0),
  first: ([, one], [, other]) => one.first - other.first,
  last: ([, one], [, other]) => one.last - other.last,
};

export function groupsPrinter(grouping: Grouping, job: ReportJob, stage: Stage): Printer {
  const groups = new Map<string, Group>();
  return {
    add: (part) => {
      if (part.kind === 'groups') addGroups(groups, part);
    },
    end: () => {
      const entries = [...groups].sort(orders[grouping.sort]).slice(0, job.top);
      if (stage.layout) writeGrid(entries, grouping, job, stage);
      else for (const entry of entries) stage.out.write(line(entry, job));
      if (entries.length === 0 && (stage.layout === undefined || job.format === 'table')) stage.out.write(NOTHING);
      return entries.length === 0 ? 1 : 0;
    },
  };
}

/** `COUNT  VALUES`, as the original's summaries; then the number of distinct values. */
function line([key, { count, distinct }]: Entry, job: ReportJob): string {
  const values = key.split(BETWEEN).join('  ');
  const shown = job.onTerminal ? printable(values) : values;
  return `${count}  ${shown}${distinct ? `  ${distinct.size}` : ''}\n`;
}

function writeGrid(entries: readonly Entry[], { by, distinct }: Grouping, job: ReportJob, stage: Stage): void {
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
  for (const [key, group] of entries) {
    const counts = distinct ? [group.distinct?.size ?? 0] : [];
    grid?.row({ cells: [group.count, ...key.split(BETWEEN), ...counts, time(group.first), time(group.last)] });
  }
  grid?.end();
}
