/** Reports with rows for events: gathering them, in a worker, as lines or as cells. */
import type { GridRow } from '../output/grid/grid.js';
import { timeColumn } from './columns.js';
import type { ReportJob } from './job.js';
import type { Gatherer, Part } from './part.js';
import type { Reading } from './reading.js';
import type { Listing } from './report.js';
import { cellWriter, lineWriter } from './rows.js';

export function listingGatherer(listing: Listing, job: ReportJob): Gatherer<Reading> {
  return job.format === 'classic' ? new LineGatherer(listing, job) : new CellGatherer(listing, job);
}

class LineGatherer implements Gatherer<Reading> {
  readonly #listing: Listing;
  readonly #write: (reading: Reading) => string;
  #lines: string[] = [];

  constructor(listing: Listing, job: ReportJob) {
    this.#listing = listing;
    this.#write = lineWriter(listing.columns, job);
  }

  add(reading: Reading): void {
    if (this.#listing.selects?.(reading) === false) return;
    const row = (): void => {
      this.#lines.push(reading.stamp() + (this.#listing.breaksOff?.(reading) ? ' ' : this.#write(reading)));
    };
    if (this.#listing.eachRow) this.#listing.eachRow(reading, row);
    else row();
  }

  take(): Part {
    const lines = this.#lines;
    this.#lines = [];
    return { kind: 'lines', lines };
  }
}

class CellGatherer implements Gatherer<Reading> {
  readonly #listing: Listing;
  readonly #write: (reading: Reading) => GridRow['cells'];
  #rows: GridRow[] = [];

  constructor(listing: Listing, job: ReportJob) {
    this.#listing = listing;
    this.#write = cellWriter([timeColumn(job.format), ...listing.columns], job.format);
  }

  add(reading: Reading): void {
    if (this.#listing.selects?.(reading) === false) return;
    const row = (): void => {
      this.#rows.push({ node: reading.event.node, cells: this.#write(reading) });
    };
    if (this.#listing.eachRow) this.#listing.eachRow(reading, row);
    else row();
  }

  take(): Part {
    const rows = this.#rows;
    this.#rows = [];
    return { kind: 'rows', rows };
  }
}
