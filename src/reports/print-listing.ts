/** Writes the rows of a listing, numbered. */

import { timeColumn } from './columns.js';
import type { ReportJob } from './job.js';
import { writeLines } from './line-block.js';
import type { Part } from './part.js';
import { layoutOptions, NOTHING, type Printer, type Stage } from './printer.js';
import type { Listing } from './report.js';
import { gridColumns } from './rows.js';

/** Status 1 when there was no row. */
export function listingPrinter({ columns }: Listing, job: ReportJob, { out, layout }: Stage): Printer {
  const limit = job.top ?? Number.POSITIVE_INFINITY;
  const grid = layout?.(gridColumns([timeColumn(job.format), ...columns], job.format), out, layoutOptions(job));
  let count = 0;
  return {
    add: (part: Part) => {
      if (part.kind === 'lines') {
        count += writeLines(part, count, limit - count, out);
      } else if (part.kind === 'rows') {
        for (const row of part.rows) if (++count <= limit) grid?.row(row);
      }
    },
    end: () => {
      grid?.end();
      if (count === 0 && (grid === undefined || job.format === 'table')) out.write(NOTHING);
      return count === 0 ? 1 : 0;
    },
  };
}
