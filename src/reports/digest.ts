/** Reports whose rows are put together over many events, such as login sessions. */
import type { Datum, GridColumn } from '../output/grid/grid.js';
import type { Gatherer, Part } from './part.js';
import type { Reading } from './reading.js';

export interface DigestRow {
  readonly sec: number;
  readonly milli: number;
  readonly node: string | undefined;
  /** One for each column; times are seconds since the epoch. */
  readonly cells: readonly Datum[];
}

export interface DigestColumn extends GridColumn {
  /** The cell is a time. */
  readonly time?: true;
}

export interface Digest {
  readonly kind: 'digest';
  readonly columns: readonly DigestColumn[];
  /** In a worker. */
  readonly gather: () => Gatherer<Reading>;
  /** On the main thread. */
  readonly merge: () => DigestBook;
  /** What the summary counts. */
  readonly summary: {
    readonly key: string;
    readonly item: (row: DigestRow) => string;
    readonly weight?: (row: DigestRow) => number;
  };
}

export interface DigestBook {
  /** Parts in batch order. */
  add(part: Part): void;
  /** Rows that are final, in order; each is handed out once. */
  rows(end: boolean): readonly DigestRow[];
}
