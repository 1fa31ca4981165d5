/** What all printers have in common: they write one sort of report, from parts in batch order. */
import type { Out } from '../bytes/out.js';
import type { LayoutOptions } from '../output/grid/grid.js';
import type { LayoutFactory } from '../output/grid/layouts.js';
import type { ReportJob } from './job.js';
import type { Part } from './part.js';
import type { LogFacts } from './spans.js';
import type { Surroundings } from './surroundings.js';

export interface Printer {
  add(part: Part): void;
  /** Writes the rest; the result is the exit status. */
  end(facts: LogFacts): number;
}

export interface Stage extends Surroundings {
  readonly out: Out;
  readonly err: (text: string) => void;
  /** How rows are set; undefined: the original's lines. */
  readonly layout: LayoutFactory | undefined;
}

export function layoutOptions({ onTerminal, width, colour }: ReportJob): LayoutOptions {
  return { width, colour, terminal: onTerminal };
}

export const NOTHING = '<no events of interest were found>\n\n';
