/** The layouts by name. Those with a library behind them are loaded when they are asked for: start-up counts. */
import type { Out } from '../../bytes/out.js';
import type { GridColumn, Layout, LayoutOptions } from './grid.js';

export type LayoutName = 'table' | 'json' | 'ndjson' | 'csv' | 'markdown';

export type LayoutFactory = (columns: readonly GridColumn[], out: Out, options: LayoutOptions) => Layout;

const loaders: Readonly<Record<LayoutName, () => Promise<LayoutFactory>>> = {
  table: async () => (await import('./table.js')).tableLayout,
  json: async () => (await import('./json.js')).jsonLayout,
  ndjson: async () => (await import('./json.js')).ndjsonLayout,
  csv: async () => (await import('./csv.js')).csvLayout,
  markdown: async () => (await import('./markdown.js')).markdownLayout,
};

export function loadLayout(name: LayoutName): Promise<LayoutFactory> {
  return loaders[name]();
}
