/** Rows and columns for people and programs: the interface of the layouts beside it (table, JSON, CSV, Markdown). */
import { terminalSafe } from '../terminal.js';

/** Texts are byte strings; null is "not there". */
export type Datum = string | number | boolean | null;

export interface GridColumn {
  /** Name in JSON and CSV. */
  readonly key: string;
  /** Heading for people. */
  readonly title: string;
  /** Right-aligned, and never shortened. */
  readonly numeric?: boolean;
  /** Never shortened. */
  readonly whole?: boolean;
  /** Shown as a bar as well where a layout has bars: share of the largest value. */
  readonly bar?: boolean;
}

export interface GridRow {
  /** Not there at all: rows that belong to no node, such as counts. */
  readonly node?: string | undefined;
  readonly cells: readonly Datum[];
}

/** Writes rows as they come. */
export interface Layout {
  row(row: GridRow): void;
  end(): void;
}

export interface LayoutOptions {
  /** Columns of the terminal; undefined: no limit. */
  readonly width: number | undefined;
  readonly colour: boolean;
  /** The output goes to a terminal, which no cell may send controls to. */
  readonly terminal: boolean;
}

/** A cell's text with nothing that a terminal may not see, line ends included. */
export function printable(text: string): string {
  return /[\x00-\x1f\x7f-\xff]/.test(text) ? terminalSafe(text).replaceAll('\n', '\\012') : text;
}
