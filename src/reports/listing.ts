/** Reports with rows for events: gathering them, in a worker, as lines or as cells. */
import type { TimeLocale } from '../locale/locale.js';
import { literal, type Pattern, type Piece } from '../log/parts/pattern.js';
import type { GridRow } from '../output/grid/grid.js';
import { timeColumn } from './columns.js';
import type { ReportJob } from './job.js';
import { LineBlock } from './line-block.js';
import type { Gatherer, Lines, Part } from './part.js';
import { type Reading, stampText } from './reading.js';
import type { Listing } from './report.js';
import { cellWriter, linePieces, lineWriter } from './rows.js';

export function listingGatherer(listing: Listing, job: ReportJob, locale: TimeLocale): Gatherer<Reading> {
  return job.format === 'classic' ? new LineGatherer(listing, job, locale) : new CellGatherer(listing, job);
}

class LineGatherer implements Gatherer<Reading> {
  readonly lines: Lines | undefined;
  readonly #listing: Listing;
  readonly #write: (reading: Reading) => string;
  readonly #pieces: ReturnType<typeof linePieces<Reading>>;
  readonly #block = new LineBlock();
  readonly #showsPid: boolean;
  #last: Reading | undefined;

  constructor(listing: Listing, job: ReportJob, locale: TimeLocale) {
    this.#listing = listing;
    this.#write = lineWriter(listing.columns, job);
    this.#pieces = linePieces(listing.columns, job);
    this.#showsPid = listing.columns.some(({ number }) => number === 'pid');
    if (listing.differsInShape) return;
    this.lines = {
      block: this.#block,
      times: (sec) => [stampText(locale, sec)],
      pattern: (pid) => (pid === 'open' && this.#showsPid ? undefined : this.#pattern(pid === 'told')),
    };
  }

  add(reading: Reading): void {
    this.#last = reading;
    this.#eachRow(reading, () => {
      this.#block.add(reading.stamp() + (this.#listing.breaksOff?.(reading) ? ' ' : this.#write(reading)));
    });
  }

  take(): Part {
    return this.#block.take();
  }

  #eachRow(reading: Reading, row: () => void): void {
    if (this.#listing.selects?.(reading) === false) return;
    if (this.#listing.eachRow) this.#listing.eachRow(reading, row);
    else row();
  }

  #pattern(isPidTold: boolean): Pattern {
    const pieces: Piece[] = [];
    const reading = this.#last;
    if (reading)
      this.#eachRow(reading, () => {
        const columns = this.#pieces(reading, (number) => number === 'serial' || isPidTold);
        pieces.push({ kind: 'row' }, DOT, { kind: 'time', number: 0 }, ...columns);
      });
    return { pieces };
  }
}

const DOT = literal('. ');

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
