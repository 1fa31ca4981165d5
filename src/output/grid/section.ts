/** Rows below one head, drawn as they fit the window. */
import type { ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import { shortened, widthOf } from './cell.js';
import { type Contents, type Fit, GAP, shownText, splitMoment, totalWidth } from './fit.js';
import { toned } from './tone.js';

export interface Section {
  /** The head and the rows that decided how it looks; the first has the number behind `before`. */
  first(before: number): string;
  /** One more row. */
  row(number: number, texts: readonly string[]): string;
  /** Whether a later row says what the head says of all rows, and can be shown. */
  hasRoom(texts: readonly string[]): boolean;
}

export interface Look {
  readonly paint: ChalkInstance;
  /** Columns of the window; undefined: no limit. */
  readonly width: number | undefined;
  /** Shown as bars, too; of the longest one. */
  readonly bar: { readonly column: number; readonly largest: number } | undefined;
}

const BAR = 30;
export const SHORTEST_BAR = 5;

export function createSection(contents: Contents, fit: Fit, look: Look): Section {
  const { columns, rows, numberWidth } = contents;
  const { paint, width, bar } = look;
  const barWidth = bar === undefined ? 0 : barRoom(totalWidth(fit, numberWidth), width);
  const numbers = fit.isNumbered ? [numberWidth] : [];
  const widths = [...numbers, ...fit.widths, ...(barWidth > 0 ? [barWidth] : [])];
  const isRight = [...numbers.map(() => true), ...fit.shown.map((column) => columns[column]?.numeric === true)];
  let day = '';

  const cells = (number: number, texts: readonly string[]): string[] => {
    const values = fit.shown.map((column, i) => {
      const text = shownText(fit, column, texts[column] ?? '');
      return fit.cut.has(column) ? shortened(text, fit.widths[i] ?? 0) : toned(text, paint);
    });
    const share = bar ? Number(texts[bar.column]) / bar.largest : 0;
    const drawn = barWidth > 0 ? [paint.cyan('█'.repeat(Math.ceil(share * barWidth)))] : [];
    return [...numbers.map(() => paint.dim(String(number))), ...values, ...drawn];
  };

  /** The date, where another one begins. */
  const newDay = (texts: readonly string[]): string | undefined => {
    const [date = ''] = fit.dated === undefined ? [] : (splitMoment(texts[fit.dated] ?? '') ?? []);
    if (date === day) return undefined;
    day = date;
    return paint.bold(date);
  };

  return {
    first: (before) => {
      const named = [...numbers.map(() => '#'), ...fit.shown.map((column) => columns[column]?.title ?? '')];
      const titles = barWidth > 0 ? [...named, ''] : named;
      const table = borderlessTable(widths, isRight);
      table.push(titles.map((title) => paint.bold(title)));
      table.push(titles.map((title, i) => paint.dim((title === '' ? ' ' : '─').repeat(widths[i] ?? 0))));
      for (const [i, texts] of rows.entries()) {
        const date = newDay(texts);
        if (date !== undefined) table.push([{ content: date, colSpan: widths.length }]);
        table.push(cells(before + i + 1, texts));
      }
      return `${toldLine(contents, fit, paint)}${table.toString().replace(/[ ]+$/gm, '')}\n`;
    },
    row: (number, texts) => {
      const date = newDay(texts);
      return `${date === undefined ? '' : `${date}\n`}${joined(cells(number, texts), widths, isRight)}\n`;
    },
    hasRoom: (texts) => width === undefined || suits(texts, fit, numberWidth, width),
  };
}

/** Bars take what the columns leave. */
function barRoom(taken: number, width: number | undefined): number {
  const room = width === undefined ? BAR : Math.min(BAR, width - taken - GAP);
  return room < SHORTEST_BAR ? 0 : room;
}

/** What all rows have is said once. */
function toldLine({ columns }: Contents, { told }: Fit, paint: ChalkInstance): string {
  const values = [...told]
    .filter(([, value]) => value !== '')
    .map(([i, value]) => `${columns[i]?.title ?? ''} ${value}`);
  return values.length === 0 ? '' : `${paint.dim('in each row:')} ${values.join(', ')}\n`;
}

function borderlessTable(widths: readonly number[], isRight: readonly boolean[]): Table.Table {
  return new Table({
    chars: { ...borderless, middle: ' '.repeat(GAP) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: [...widths],
    colAligns: widths.map((_, i) => (isRight[i] === true ? 'right' : 'left')),
  });
}

const borderless = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid', 'middle']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat('mid-mid')
    .map((name) => [name, '']),
);

/** The same line as cli-table3 makes, which takes too long for a million of them. */
function joined(cells: readonly string[], widths: readonly number[], isRight: readonly boolean[]): string {
  const parts = cells.map((cell, i) => {
    const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cell)));
    return isRight[i] === true ? space + cell : cell + space;
  });
  return parts.join(' '.repeat(GAP)).trimEnd();
}

/** Longer cells push the others aside as long as the window has room for all. */
function suits(texts: readonly string[], fit: Fit, numberWidth: number, width: number): boolean {
  for (const [column, value] of fit.told) if (texts[column] !== value) return false;
  if (fit.dated !== undefined && splitMoment(texts[fit.dated] ?? '') === undefined) return false;
  const widths = fit.shown.map((column, i) => {
    const planned = fit.widths[i] ?? 0;
    return fit.cut.has(column) ? planned : Math.max(planned, widthOf(shownText(fit, column, texts[column] ?? '')));
  });
  return totalWidth({ ...fit, widths }, numberWidth) <= width;
}
