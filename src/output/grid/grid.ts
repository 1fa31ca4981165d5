/** Rows and columns for people and programs: the interface of the layouts beside it (table, JSON, CSV, Markdown). */
import { escapeByte } from '../../bytes/escape.js';

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

/** Byte strings that only hold what a terminal may see: control bytes, C1 controls in UTF-8 included, become octal. */
export function printable(text: string): string {
  if (!/[\x00-\x1f\x7f-\xff]/.test(text)) return text;
  return text.replace(/[\x00-\x1f\x7f]|\xc2[\x80-\x9f]/g, (bytes) => Array.from(bytes, escapeByte).join(''));
}
