/**
 * Rows as a table for people. Rows are set in blocks, so a long report starts at once and needs no memory; the first
 * block fixes the widths. Cells that are too wide are shortened in the middle: paths differ at their ends.
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

const BLOCK = 500; // rows set at a time
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
  #rows: (readonly Datum[])[] = [];
  #written = 0;
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
    this.#rows.push(cells);
    if (this.#bar >= 0) this.#largest = Math.max(this.#largest, Number(cells[this.#bar]));
    if (this.#rows.length === BLOCK) this.#flush();
  }

  end(): void {
    if (this.#rows.length > 0) this.#flush();
  }

  #flush(): void {
    const rows = this.#rows.map((cells, i) => [String(this.#written + i + 1), ...cells.map(cellText)]);
    this.#widths ??= this.#fit(rows);
    const table = new Table({
      chars: { ...borderless, middle: ' '.repeat(GAP) },
      style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
      colWidths: this.#widths,
      colAligns: [
        'right',
        ...this.#columns.map(({ numeric }) => (numeric ? 'right' : 'left') as 'right' | 'left'),
        'left',
      ],
    });
    if (this.#written === 0) table.push(...this.#head(this.#widths));
    for (const [i, row] of rows.entries()) table.push(this.#line(row, this.#rows[i] ?? [], this.#widths));
    const text = table.toString().replace(/[ ]+$/gm, '');
    this.#out.write(toBytes(`${text}\n`));
    this.#written += rows.length;
    this.#rows = [];
  }

  #head(widths: readonly number[]): string[][] {
    const titles = ['#', ...this.#columns.map(({ title }) => title), ...(this.#bar >= 0 ? [''] : [])];
    return [
      titles.map((title, i) => this.#paint.bold(shorten(title, widths[i] ?? 0))),
      widths.map((width, i) => this.#paint.dim((titles[i] === '' ? ' ' : '─').repeat(width))),
    ];
  }

  #line(row: readonly string[], cells: readonly Datum[], widths: readonly number[]): string[] {
    const line = row.map((text, i) => this.#painted(shorten(text, widths[i] ?? 0), i));
    if (this.#bar >= 0) {
      const width = widths.at(-1) ?? 0;
      line.push(this.#paint.cyan('█'.repeat(Math.ceil((Number(cells[this.#bar]) / this.#largest) * width))));
    }
    return line;
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
    const rigid = [true, ...this.#columns.map(({ numeric, whole }) => (numeric || whole) === true)];
    return narrowed(widths, rigid, available);
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
