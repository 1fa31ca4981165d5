/** From columns to rows: the original's text lines, and cells for the layouts. */
import { type EscapeMode, escapeText } from '../bytes/escape.js';
import { literal, type Piece } from '../log/parts/pattern.js';
import { type Datum, type GridColumn, printable } from '../output/grid/grid.js';
import { isTyped } from '../output/grid/layouts.js';
import type { ReportFormat, ReportJob } from './job.js';
import type { Column } from './report.js';

/** A column of one source as text. Values are neither quoted nor, outside the columns marked so, escaped, except for a terminal. */
type CellText<S> = (column: Column<S>, source: S) => string;

function cellText<S>({ escape: mode, onTerminal }: ReportJob): CellText<S> {
  return (column, source) => {
    const text = column.text(source);
    if (text === undefined) return absentText(column, mode);
    const escaped = column.escaped ? escapeText(text, mode) : text;
    return onTerminal ? printable(escaped) : escaped;
  };
}

/** The columns of one source, one space apart. */
export function lineWriter<S>(columns: readonly Column<S>[], job: ReportJob): (source: S) => string {
  const cell = cellText<S>(job);
  return (source) => {
    let line = '';
    for (const column of columns) line += ` ${cell(column, source)}`;
    return `${line}\n`;
  };
}

/** The same for all sources that differ in numbers alone: of those columns whose number `differs`. */
export function linePieces<S>(
  columns: readonly Column<S>[],
  job: ReportJob,
): (source: S, differs: (number: NonNullable<Column<S>['number']>) => boolean) => readonly Piece[] {
  const cell = cellText<S>(job);
  return (source, differs) => {
    const pieces: Piece[] = [];
    let text = '';
    for (const column of columns) {
      text += ' ';
      if (column.number && differs(column.number)) {
        pieces.push(literal(text), { kind: column.number });
        text = '';
      } else text += cell(column, source);
    }
    return [...pieces, literal(`${text}\n`)];
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
