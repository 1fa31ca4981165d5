/**
 * Rows as comma separated values (RFC 4180): a header line, quotes where they are needed, line feeds only. A log can
 * hold what a spreadsheet takes for a formula; such a cell gets an apostrophe before it, which makes it text there.
 */
import type { Out } from '../../bytes/out.js';
import { type Datum, type GridColumn, type Layout, type LayoutOptions, printable } from './grid.js';
import { withNodeColumn } from './node-column.js';

export function csvLayout(columns: readonly GridColumn[], out: Out, { terminal }: LayoutOptions): Layout {
  const safe = terminal ? printable : (text: string): string => text;
  const writeLine = (cells: readonly Datum[]): void =>
    out.write(`${cells.map((cell) => csvCell(safe(cellText(cell)))).join(',')}\n`);
  return withNodeColumn({
    header: (nodes) => writeLine([...(nodes ? ['node'] : []), ...columns.map(({ key }) => key)]),
    row: ({ node, cells }, nodes) => writeLine(nodes ? [node ?? '', ...cells] : cells),
    end: () => {},
  });
}

function cellText(value: Datum): string {
  return value === null ? '' : unformulated(String(value));
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What may begin a formula; numbers with a sign are no danger. */
function unformulated(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}
