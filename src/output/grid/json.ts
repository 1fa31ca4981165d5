/** Rows as JSON: one array of objects, or one object a line. Rows of events always have the key `node`. */
import type { Out } from '../../bytes/out.js';
import { fromBytes, toBytes } from '../../bytes/text.js';
import { terminalSafeJson } from '../terminal.js';
import type { GridColumn, GridRow, Layout, LayoutOptions } from './grid.js';

export function jsonLayout(columns: readonly GridColumn[], out: Out, options: LayoutOptions): Layout {
  const line = jsonLine(columns, options);
  let rows = 0;
  return {
    row: (row) => out.write(`${rows++ === 0 ? '[\n' : ',\n'}${line(row)}`),
    end: () => out.write(rows === 0 ? '[]\n' : '\n]\n'),
  };
}

export function ndjsonLayout(columns: readonly GridColumn[], out: Out, options: LayoutOptions): Layout {
  const line = jsonLine(columns, options);
  return { row: (row) => out.write(`${line(row)}\n`), end: () => {} };
}

function jsonLine(columns: readonly GridColumn[], { terminal }: LayoutOptions): (row: GridRow) => string {
  const keys = columns.map(({ key }) => JSON.stringify(key));
  return (row) => {
    let line = '';
    for (let i = 0; i < keys.length; i++) line += `${i === 0 ? '{' : ','}${keys[i]}:${json(row.cells[i] ?? null)}`;
    line += 'node' in row ? `,"node":${json(row.node ?? null)}}` : '}';
    return terminal ? terminalSafeJson(line) : line;
  };
}

/** JSON as a byte string; bytes that are no UTF-8 become U+FFFD. */
function json(value: string | number | boolean | null): string {
  return typeof value === 'string' ? toBytes(JSON.stringify(fromBytes(value))) : JSON.stringify(value);
}
