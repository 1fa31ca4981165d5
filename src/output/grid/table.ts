/**
 * Rows as a table for people. A block of rows decides how the table fits into the window (`fit.ts`); what follows is
 * written row by row, so a long report starts at once and needs no memory. A row that the table has no room for begins
 * the next one, with a head of its own; where no table fits, rows are blocks of lines.
 */
import { Chalk, type ChalkInstance } from 'chalk';
import type { Out } from '../../bytes/out.js';
import { toBytes } from '../../bytes/text.js';
import { blockOf } from './blocks.js';
import { cellText } from './cell.js';
import { fitted, GAP } from './fit.js';
import type { Datum, GridColumn, Layout } from './grid.js';
import { withNodeColumn } from './node-column.js';
import { createSection, type Section, SHORTEST_BAR } from './section.js';

export interface TableOptions {
  /** Columns of the terminal; undefined: as wide as it needs to be. */
  readonly width: number | undefined;
  readonly colour: boolean;
}

const BLOCK = 200; // rows that decide; cli-table3 takes 0.2 ms for each, too much for a million
const LONG_NUMBER = 7; // row numbers get longer as the report goes on

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
  readonly #width: number | undefined;
  readonly #paint: ChalkInstance;
  readonly #bar: number;
  /** Rows that the next section is made for. */
  #held: (readonly string[])[] = [];
  #section: Section | 'blocks' | undefined;
  #number = 0;
  #largest = 1;

  constructor(columns: readonly GridColumn[], out: Out, { width, colour }: TableOptions) {
    this.#columns = columns;
    this.#out = out;
    this.#width = width;
    this.#paint = new Chalk({ level: colour ? 1 : 0 });
    this.#bar = columns.findIndex(({ bar }) => bar);
  }

  add(cells: readonly Datum[]): void {
    const texts = cells.map(cellText);
    if (this.#section === 'blocks') this.#writeBlock(texts);
    else if (this.#section?.hasRoom(texts)) this.#write(this.#section.row(++this.#number, texts));
    else this.#hold(texts);
  }

  #hold(texts: readonly string[]): void {
    this.#section = undefined;
    this.#held.push(texts);
    if (this.#bar >= 0) this.#largest = Math.max(this.#largest, Number(texts[this.#bar]));
    if (this.#held.length === BLOCK) this.#begin();
  }

  end(): void {
    if (this.#held.length > 0) this.#begin();
  }

  #begin(): void {
    const rows = this.#held;
    this.#held = [];
    const numberWidth = rows.length === BLOCK ? LONG_NUMBER : String(this.#number + rows.length).length;
    const contents = { columns: this.#columns, rows, numberWidth };
    const bars = this.#bar < 0 ? 0 : SHORTEST_BAR + GAP;
    const fit = fitted(contents, this.#width && Math.max(1, this.#width - bars));
    if (this.#number > 0) this.#write('\n');
    if (!fit) {
      this.#section = 'blocks';
      for (const texts of rows) this.#writeBlock(texts);
      return;
    }
    const bar = this.#bar < 0 ? undefined : { column: this.#bar, largest: this.#largest };
    this.#section = createSection(contents, fit, { paint: this.#paint, width: this.#width, bar });
    this.#write(this.#section.first(this.#number));
    this.#number += rows.length;
  }

  #writeBlock(texts: readonly string[]): void {
    this.#write(blockOf(++this.#number, this.#columns, texts, this.#paint));
  }

  /** Unicode. */
  #write(lines: string): void {
    this.#out.write(toBytes(lines));
  }
}
