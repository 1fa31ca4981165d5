/**
 * How a table fits into a window without losing what it is read for. One after the other, and only as long as it is too
 * wide: columns that are empty go, columns that say the same in each row are told once above, row numbers go, the date
 * of times is told once a day, long cells are shortened. What still does not fit is no table.
 *
 *   all of it           | 1 | 11/22/26 11:30:05 | /etc/shadow | yes | /usr/sbin/sshd |
 *   in each row: yes    |     11:30:05          | /etc/shadow |     | …r/sbin/sshd   |   11/22/26 stands above
 */
import { widthOf } from './cell.js';
import type { GridColumn } from './grid.js';

/** Between columns. */
export const GAP = 2;

/** What is left of a cell at least: enough to tell one path from another. */
const NARROWEST = 14;

export interface Fit {
  /** Of the columns that are shown: where they stand in `columns` and in rows. */
  readonly shown: readonly number[];
  /** Of each of them. */
  readonly widths: readonly number[];
  readonly isNumbered: boolean;
  /** Column → the value of all rows; a value that is empty needs no telling. */
  readonly told: ReadonlyMap<number, string>;
  /** The column of times whose date stands above the rows. */
  readonly dated: number | undefined;
  /** Columns that are narrower than what is in them. */
  readonly cut: ReadonlySet<number>;
}

export interface Contents {
  readonly columns: readonly GridColumn[];
  readonly rows: readonly (readonly string[])[];
  /** Columns for the row's number. */
  readonly numberWidth: number;
}

/** Undefined: it does not fit. `available`: columns of the window; undefined: no limit. */
export function fitted(contents: Contents, available: number | undefined): Fit | undefined {
  let fit: Fit = {
    shown: [...contents.columns.keys()],
    widths: [],
    isNumbered: true,
    told: new Map(),
    dated: undefined,
    cut: new Set(),
  };
  for (const step of [same, withoutEmpty, withoutConstant, withoutNumbers, withDates]) {
    fit = measured(step(fit, contents), contents);
    if (available === undefined || totalWidth(fit, contents.numberWidth) <= available) return fit;
  }
  return narrowed(fit, contents, available ?? 0);
}

/** The date and the time of day of `11/22/26 11:29:11.931`. */
export function splitMoment(text: string): readonly [date: string, time: string] | undefined {
  const [, date, time] = /^(\S+) (\d\d:\d\d\S*)$/.exec(text) ?? [];
  return date === undefined || time === undefined ? undefined : [date, time];
}

/** As a cell of this column shows it. */
export function shownText(fit: Fit, column: number, text: string): string {
  return column === fit.dated ? (splitMoment(text)?.[1] ?? text) : text;
}

const same = (fit: Fit): Fit => fit;

function withoutEmpty(fit: Fit, contents: Contents): Fit {
  return toldOnce(fit, contents, (value) => value === '');
}

/** Of a single row everything is constant, and worth its column. */
function withoutConstant(fit: Fit, contents: Contents): Fit {
  return contents.rows.length < 2 ? fit : toldOnce(fit, contents, () => true);
}

function toldOnce(fit: Fit, { rows }: Contents, may: (value: string) => boolean): Fit {
  const told = new Map(fit.told);
  for (const column of fit.shown) {
    const [first] = rows;
    const value = first?.[column] ?? '';
    if (may(value) && rows.every((row) => row[column] === value)) told.set(column, value);
  }
  const shown = fit.shown.filter((column) => !told.has(column));
  return shown.length === 0 ? fit : { ...fit, shown, told };
}

function withoutNumbers(fit: Fit): Fit {
  return { ...fit, isNumbered: false };
}

function withDates(fit: Fit, { rows }: Contents): Fit {
  const dated = fit.shown.find((column) => rows.every((row) => splitMoment(row[column] ?? '') !== undefined));
  return { ...fit, dated };
}

function measured(fit: Fit, { columns, rows }: Contents): Fit {
  const widths = fit.shown.map((column) =>
    rows.reduce(
      (widest, row) => Math.max(widest, widthOf(shownText(fit, column, row[column] ?? ''))),
      widthOf(columns[column]?.title ?? ''),
    ),
  );
  return { ...fit, widths };
}

export function totalWidth({ widths, isNumbered }: Pick<Fit, 'widths' | 'isNumbered'>, numberWidth: number): number {
  const all = isNumbered ? [numberWidth, ...widths] : widths;
  return all.reduce((sum, width) => sum + width, 0) + GAP * (all.length - 1);
}

/** Numbers and times are never shortened. */
function isRigid({ columns }: Contents, column: number): boolean {
  const { numeric, whole } = columns[column] ?? {};
  return numeric === true || whole === true;
}

/** The widest columns give way first. */
function narrowed(fit: Fit, contents: Contents, available: number): Fit | undefined {
  const widths = [...fit.widths];
  const flexible = [...widths.keys()].filter((i) => !isRigid(contents, fit.shown[i] ?? 0));
  for (let excess = totalWidth(fit, contents.numberWidth) - available; excess > 0; ) {
    const widest = Math.max(0, ...flexible.map((i) => widths[i] ?? 0));
    if (widest <= NARROWEST) return undefined;
    const wide = flexible.filter((i) => widths[i] === widest);
    const next = Math.max(NARROWEST, ...flexible.map((i) => widths[i] ?? 0).filter((width) => width < widest));
    const cut = Math.min(widest - next, Math.ceil(excess / wide.length));
    for (const i of wide) widths[i] = widest - cut;
    excess -= cut * wide.length;
  }
  const cut = new Set(fit.shown.filter((_, i) => widths[i] !== fit.widths[i]));
  return { ...fit, widths, cut };
}
