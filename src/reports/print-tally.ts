/** Writes a summary: counts and items, the most frequent first. */

import { escapeText } from '../bytes/escape.js';
import { type Datum, type GridColumn, printable } from '../output/grid/grid.js';
import type { LayoutFactory } from '../output/grid/layouts.js';
import { isTyped } from '../output/grid/layouts.js';
import type { ReportJob } from './job.js';
import { layoutOptions, NOTHING, type Printer, type Stage } from './printer.js';
import { systemUserName, typeText } from './reading.js';
import type { Summary } from './report.js';
import { Tally } from './tally.js';

export function tallyPrinter(summary: Summary, job: ReportJob, stage: Stage): Printer {
  const tally = new Tally();
  return {
    add: (part) => {
      if (part.kind === 'tally') tally.add(part);
    },
    end: () => {
      writeTally(tally.sorted(), summary, job, stage);
      return 0;
    },
  };
}

type Items = Iterable<readonly [item: string | number, count: number]>;
type Printing = Pick<Summary, 'items' | 'key' | 'escaped'>;
type WriteItem = (item: string | number, count: number) => void;

/** `sorted`: the most frequent first. */
export function writeTally(sorted: Items, summary: Printing, job: ReportJob, stage: Stage): void {
  const limit = job.top ?? Number.POSITIVE_INFINITY;
  const { write, end } = stage.layout ? gridWriter(stage.layout, summary, job, stage) : lineWriter(summary, job, stage);
  let written = 0;
  for (const [item, count] of sorted) {
    if (written === limit) break;
    write(item, count);
    written++;
  }
  end();
  if (written === 0 && (stage.layout === undefined || job.format === 'table')) stage.out.write(NOTHING);
}

interface ItemWriter {
  readonly write: WriteItem;
  readonly end: () => void;
}

function lineWriter(summary: Printing, job: ReportJob, stage: Stage): ItemWriter {
  return {
    write: (item, count) => {
      const text = itemText(item, summary, job, stage);
      const escaped = summary.escaped ? escapeText(text, job.escape) : text;
      stage.out.write(`${count}  ${job.onTerminal ? printable(escaped) : escaped}\n`);
    },
    end: () => {},
  };
}

function itemText(item: string | number, { items }: Printing, job: ReportJob, stage: Stage): string {
  if (typeof item === 'number') return items === 'type' && job.interpret ? typeText(item) : String(item);
  return items === 'user' ? userText(item, job, stage) : item;
}

/** BUG? Whatever begins like a number is taken for a user id, also an account's name. */
function userText(item: string, { interpret }: ReportJob, { accounts }: Stage): string {
  if (!/^[0-9-]/.test(item)) return item;
  const id = Number(/^-?\d*/.exec(item)?.[0]) | 0; // `-` alone: 0
  return interpret ? systemUserName(accounts, id) : String(id);
}

/** Record types have their name beside the number in JSON, like all numbers with names. */
function gridWriter(layout: LayoutFactory, summary: Printing, job: ReportJob, stage: Stage): ItemWriter {
  const json = isTyped(job.format);
  const named = json && summary.items === 'type';
  const columns: GridColumn[] = [
    { key: 'total', title: 'total', numeric: true, bar: true },
    { key: summary.key, title: summary.key },
    ...(named ? [{ key: `${summary.key}_name`, title: `${summary.key}_name` }] : []),
  ];
  const grid = layout(columns, stage.out, layoutOptions(job));
  return {
    write: (item, count) => {
      const value: Datum = json && typeof item === 'number' ? item : itemText(item, summary, job, stage);
      const name: readonly Datum[] = named && typeof item === 'number' ? [typeText(item)] : [];
      grid.row({ cells: [count, value, ...name] });
    },
    end: () => grid.end(),
  };
}
