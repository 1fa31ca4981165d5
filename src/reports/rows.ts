/** From columns to rows: the original's text lines, and cells for the layouts. */
import { type EscapeMode, escapeText } from '../bytes/escape.js';
import { type Datum, type GridColumn, printable } from '../output/grid/grid.js';
import { isTyped } from '../output/grid/layouts.js';
import type { ReportFormat, ReportJob } from './job.js';
import type { Column } from './report.js';

/**
 * The columns of one source as text, one space apart. Values are neither quoted nor, outside the columns marked so,
 * escaped, except for a terminal.
 */
export function lineWriter<S>(
  columns: readonly Column<S>[],
  { escape: mode, onTerminal }: ReportJob,
): (source: S) => string {
  const shown = (column: Column<S>, text: string): string => {
    const escaped = column.escaped ? escapeText(text, mode) : text;
    return onTerminal ? printable(escaped) : escaped;
  };
  return (source) => {
    let line = '';
    for (const column of columns) {
      const text = column.text(source);
      line += ` ${text === undefined ? absentText(column, mode) : shown(column, text)}`;
    }
    return `${line}\n`;
  };
}

/** `?` in an escaped column is escaped like a value, `(null)` is not. */
function absentText<S>({ absent, escaped }: Column<S>, mode: EscapeMode): string {
  return escaped && absent === '?' ? escapeText(absent, mode) : absent;
}

/** JSON has values and, beside numbers, names; the other layouts have the texts of the classic report. */
export function cellWriter<S>(columns: readonly Column<S>[], format: ReportFormat): (source: S) => readonly Datum[] {
  if (!isTyped(format)) return (source) => columns.map(({ text }) => text(source) ?? null);
  return (source) => columns.flatMap((column) => jsonCells(column, source));
}

function jsonCells<S>({ text, data, name }: Column<S>, source: S): readonly Datum[] {
  const value = data ? data(source) : (text(source) ?? null);
  return name ? [value, name.text(source) ?? null] : [value];
}

export function gridColumns<S>(columns: readonly Column<S>[], format: ReportFormat): readonly GridColumn[] {
  return columns.flatMap(({ key, title, numeric, whole, name }) => {
    const column = { key, title, ...(numeric ? { numeric } : {}), ...(whole ? { whole } : {}) };
    return name && isTyped(format) ? [column, { key: name.key, title: name.key }] : [column];
  });
}
