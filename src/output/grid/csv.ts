/** Rows as comma separated values (RFC 4180): a header line, quotes where they are needed, line feeds only. */
import type { Out } from '../../bytes/out.js';
import type { Datum, GridColumn, Layout } from './grid.js';
import { withNodeColumn } from './node-column.js';

export function csvLayout(columns: readonly GridColumn[], out: Out): Layout {
  return withNodeColumn({
    header: (nodes) => writeLine(out, [...(nodes ? ['node'] : []), ...columns.map(({ key }) => key)]),
    row: ({ node, cells }, nodes) => writeLine(out, nodes ? [node ?? '', ...cells] : cells),
    end: () => {},
  });
}

function writeLine(out: Out, cells: readonly Datum[]): void {
  out.write(`${cells.map(csvCell).join(',')}\n`);
}

/** What a spreadsheet would compute instead of show (OWASP, CSV injection); numbers with a sign are none. */
const FORMULA = /^[=+\-@\t\r](?!\d+(\.\d+)?$)/;

function csvCell(value: Datum): string {
  const plain = value === null ? '' : String(value);
  const text = typeof value === 'string' && FORMULA.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
