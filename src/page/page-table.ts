/** A digest report as a table of the page. */
import { fromBytes } from '../bytes/text.js';
import { reportByName } from '../reports/catalog.js';
import type { ReportJob } from '../reports/job.js';
import type { Part } from '../reports/part.js';
import type { PageTable } from './contents.js';
import { visible } from './visible.js';

export function tableOf(job: ReportJob, part: Part): PageTable {
  const { shape, title = job.report } = reportByName(job.report);
  if (shape.kind !== 'digest') return { title, columns: [], rows: [] };
  const book = shape.merge();
  book.add(part);
  const columns = [
    { title: 'time', numeric: false, time: true },
    ...shape.columns.map((column) => ({
      title: column.title,
      numeric: column.numeric === true,
      time: column.time === true,
    })),
  ];
  const rows = [...book.rows(false), ...book.rows(true)].map(({ sec, cells }) => [
    sec,
    ...cells.map((cell) => (typeof cell === 'string' ? visible(fromBytes(cell)) : cell)),
  ]);
  return { title, columns, rows };
}
