/**
 * Rows as a table for people. The first block of rows fixes the widths; what follows is written row by row, so a long
 * report starts at once and needs no memory. Cells that are too wide are shortened in the middle: paths differ at their
 * ends.
 */
import { Chalk, type ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import type { Out } from '../../bytes/out.js';
import { fromBytes, toBytes } from '../../bytes/text.js';
import { type Datum, type GridColumn, type Layout, printable } from './grid.js';
import { withNodeColumn } from './node-column.js';

export interface TableOptions {
  /** Columns of the terminal; undefined: as wide as it needs to be. */
  readonly width: number | undefined;
  readonly colour: boolean;
}

const BLOCK = 200; // rows that fix the widths; cli-table3 takes 0.2 ms for each, too much for a million
const NARROWEST = 6;
const BAR = 30;
const GAP = 2; // between columns

export function tableLayout(columns: readonly GridColumn[], out: Out, options: TableOptions): Layout {
  let table: TableWriter | undefined;
  return withNodeColumn({
    header: (nodes) => {
      table = new TableWriter(nodes ? [nodeColumn, ...columns] : columns, out, options);
    },
    row: ({ node, cells }, nodes) => table?.add(nodes ? [node ?? null, ...cells] : cells),
    end: () => table?.end(),
  });
}

const nodeColumn: GridColumn = { key: 'node', title: 'node' };

class TableWriter {
  readonly #columns: readonly GridColumn[];
  readonly #out: Out;
  readonly #options: TableOptions;
  readonly #paint: ChalkInstance;
  readonly #bar: number;
  #first: (readonly Datum[])[] = [];
  #number = 0;
  #widths: number[] | undefined;
  #largest = 1;

  constructor(columns: readonly GridColumn[], out: Out, options: TableOptions) {
    this.#columns = columns;
    this.#out = out;
    this.#options = options;
    this.#paint = new Chalk({ level: options.colour ? 1 : 0 });
    this.#bar = columns.findIndex(({ bar }) => bar);
  }

  add(cells: readonly Datum[]): void {
    if (this.#widths) {
      this.#out.write(toBytes(`${this.#plainLine(cells, this.#widths)}\n`));
      return;
    }
    this.#first.push(cells);
    if (this.#bar >= 0) this.#largest = Math.max(this.#largest, Number(cells[this.#bar]));
    if (this.#first.length === BLOCK) this.#setFirst();
  }

  end(): void {
    if (this.#first.length > 0) this.#setFirst();
  }

  #setFirst(): void {
    const rows = this.#first.map((cells, i) => [String(i + 1), ...cells.map(cellText)]);
    const widths = this.#fit(rows);
    const table = new Table({
      chars: { ...borderless, middle: ' '.repeat(GAP) },
      style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
      colWidths: widths,
      colAligns: widths.map((_, i) => (this.#isRight(i) ? 'right' : 'left')),
    });
    table.push(...this.#head(widths));
    for (const cells of this.#first) table.push(this.#line(cells, widths));
    this.#out.write(toBytes(`${table.toString().replace(/[ ]+$/gm, '')}\n`));
    this.#widths = widths;
    this.#first = [];
  }

  /** The same as cli-table3 makes of it. */
  #plainLine(cells: readonly Datum[], widths: readonly number[]): string {
    const parts = this.#texts(cells, widths).map((text, i) => {
      const padding = ' '.repeat(Math.max(0, (widths[i] ?? 0) - text.length));
      const painted = this.#painted(text, i);
      return this.#isRight(i) ? padding + painted : painted + padding;
    });
    return [...parts, ...this.#bars(cells, widths)].join(' '.repeat(GAP)).trimEnd();
  }

  #line(cells: readonly Datum[], widths: readonly number[]): string[] {
    return [...this.#texts(cells, widths).map((text, i) => this.#painted(text, i)), ...this.#bars(cells, widths)];
  }

  /** Numbered, every cell fitted to its column. */
  #texts(cells: readonly Datum[], widths: readonly number[]): string[] {
    return [String(++this.#number), ...cells.map(cellText)].map((text, i) =>
      this.#isWhole(i) ? text : shorten(text, widths[i] ?? 0),
    );
  }

  #bars(cells: readonly Datum[], widths: readonly number[]): string[] {
    if (this.#bar < 0) return [];
    const share = Number(cells[this.#bar]) / this.#largest;
    return [this.#paint.cyan('█'.repeat(Math.ceil(share * (widths.at(-1) ?? 0))))];
  }

  /** Where no terminal limits the width nothing is cut, also in rows behind those that fixed the widths. */
  #isWhole(column: number): boolean {
    return this.#options.width === undefined || this.#isRigid(column);
  }

  /** Row numbers, numbers and times are never shortened. */
  #isRigid(column: number): boolean {
    const { numeric, whole } = this.#columns[column - 1] ?? {};
    return column === 0 || numeric === true || whole === true;
  }

  #isRight(column: number): boolean {
    return column === 0 || this.#columns[column - 1]?.numeric === true;
  }

  #head(widths: readonly number[]): string[][] {
    const titles = ['#', ...this.#columns.map(({ title }) => title), ...(this.#bar >= 0 ? [''] : [])];
    return [
      titles.map((title, i) => this.#paint.bold(shorten(title, widths[i] ?? 0))),
      widths.map((width, i) => this.#paint.dim((titles[i] === '' ? ' ' : '─').repeat(width))),
    ];
  }

  #painted(text: string, column: number): string {
    if (column === 0) return this.#paint.dim(text);
    return toneOf(text) === undefined ? text : this.#paint[toneOf(text) ?? 'red'](text);
  }

  /** As wide as the contents; if that is too much for the window the widest columns give way. */
  #fit(rows: readonly (readonly string[])[]): number[] {
    const widths = ['#', ...this.#columns.map(({ title }) => title)].map((title, i) =>
      rows.reduce((widest, row) => Math.max(widest, row[i]?.length ?? 0), title.length),
    );
    // Row numbers get longer as the report goes on.
    if (rows.length === BLOCK) widths[0] = 7;
    if (this.#bar >= 0) widths.push(BAR);
    const available = (this.#options.width ?? Number.POSITIVE_INFINITY) - GAP * (widths.length - 1);
    return narrowed(
      widths,
      widths.map((_, i) => this.#isRigid(i)),
      available,
    );
  }
}

const borderless = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid', 'middle']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`, `${side}-mid`])
    .concat('mid-mid')
    .map((name) => [name, '']),
);

function narrowed(widths: readonly number[], rigid: readonly boolean[], available: number): number[] {
  const result = [...widths];
  let excess = result.reduce((sum, width) => sum + width, 0) - available;
  while (excess > 0) {
    const flexible = result.filter((_, i) => rigid[i] !== true);
    const widest = Math.max(0, ...flexible);
    if (widest <= NARROWEST) break;
    const next = Math.max(NARROWEST, ...flexible.filter((width) => width < widest));
    const wide = result.flatMap((width, i) => (width === widest && rigid[i] !== true ? [i] : []));
    const cut = Math.min(widest - next || 1, Math.ceil(excess / wide.length));
    for (const i of wide) result[i] = widest - cut;
    excess -= cut * wide.length;
  }
  return result;
}

function shorten(text: string, width: number): string {
  if (text.length <= width) return text;
  const kept = Math.max(0, width - 1);
  return `${text.slice(0, Math.floor(kept / 2))}…${text.slice(text.length - Math.ceil(kept / 2))}`;
}

function cellText(value: Datum): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === null ? '' : fromBytes(printable(String(value)));
}

const tones: Readonly<Record<string, 'red' | 'green'>> = { no: 'red', denied: 'red', yes: 'green', granted: 'green' };

function toneOf(text: string): 'red' | 'green' | undefined {
  return Object.hasOwn(tones, text) ? tones[text] : undefined;
}
