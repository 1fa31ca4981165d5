/** Writes the rows of a digest in any form, or their summary. */

import { type Datum, printable } from '../output/grid/grid.js';
import { isForPrograms } from '../output/grid/layouts.js';
import { utcTime } from '../output/utc-time.js';
import type { Digest, DigestRow } from './digest.js';
import type { ReportJob } from './job.js';
import { writeTally } from './print-tally.js';
import { layoutOptions, NOTHING, type Printer, type Stage } from './printer.js';
import { stampText } from './reading.js';

export function digestPrinter(digest: Digest, job: ReportJob, stage: Stage): Printer {
  return job.summary ? summaryPrinter(digest, job, stage) : rowsPrinter(digest, job, stage);
}

/** Status 1 when there was no row. */
function rowsPrinter({ columns, merge }: Digest, job: ReportJob, { out, layout, locale }: Stage): Printer {
  const book = merge();
  const limit = job.top ?? Number.POSITIVE_INFINITY;
  const forPrograms = isForPrograms(job.format);
  const time = (sec: number, milli?: number): Datum =>
    forPrograms ? (utcTime(sec, milli) ?? null) : stampText(locale, sec);
  const cells = (row: DigestRow): Datum[] =>
    row.cells.map((cell, i) => (columns[i]?.time && typeof cell === 'number' ? time(cell) : cell));
  const grid = layout?.([{ key: 'time', title: 'time', whole: true }, ...columns], out, layoutOptions(job));
  let count = 0;
  const write = (row: DigestRow): void => {
    if (++count > limit) return;
    if (grid) grid.row({ node: row.node, cells: [time(row.sec, row.milli), ...cells(row)] });
    else out.write(`${count}. ${stampText(locale, row.sec)} ${cells(row).map(classicText).join(' ')}\n`);
  };
  return {
    add: (part) => {
      book.add(part);
      for (const row of book.rows(false)) write(row);
    },
    end: () => {
      for (const row of book.rows(true)) write(row);
      grid?.end();
      if (count === 0 && (grid === undefined || job.format === 'table')) out.write(NOTHING);
      return count === 0 ? 1 : 0;
    },
  };
}

function classicText(cell: Datum): string {
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return cell === null ? '?' : printable(String(cell));
}

function summaryPrinter({ summary, merge }: Digest, job: ReportJob, stage: Stage): Printer {
  const book = merge();
  const counts = new Map<string | number, number>();
  const count = (row: DigestRow): void => {
    const item = summary.item(row);
    counts.set(item, (counts.get(item) ?? 0) + (summary.weight?.(row) ?? 1));
  };
  return {
    add: (part) => {
      book.add(part);
      for (const row of book.rows(false)) count(row);
    },
    end: () => {
      for (const row of book.rows(true)) count(row);
      const items = [...counts].sort(([, m], [, n]) => n - m);
      writeTally(items, { items: 'text', key: summary.key }, job, stage);
      return 0;
    },
  };
}
