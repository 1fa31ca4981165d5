/** THE list of layouts. Adding one is adding a file here and a line below; they are loaded when asked for: start-up counts. */
import type { Out } from '../../bytes/out.js';
import type { GridColumn, Layout, LayoutOptions } from './grid.js';

export type LayoutFactory = (columns: readonly GridColumn[], out: Out, options: LayoutOptions) => Layout;

/** The name of one of `layouts`: the word after `--format`. */
export type LayoutName = string;

export interface LayoutEntry {
  readonly name: LayoutName;
  /** `programs` read every row alike, without titles or summaries between them. */
  readonly readers: 'people' | 'programs';
  /** Values keep their types, and names stand beside numbers; otherwise cells are the texts of the classic report. */
  readonly isTyped?: true;
  readonly load: () => Promise<LayoutFactory>;
}

/** In the order of the help. */
export const layouts: readonly LayoutEntry[] = [
  { name: 'table', readers: 'people', load: async () => (await import('./table.js')).tableLayout },
  { name: 'json', readers: 'programs', isTyped: true, load: async () => (await import('./json.js')).jsonLayout },
  { name: 'ndjson', readers: 'programs', isTyped: true, load: async () => (await import('./json.js')).ndjsonLayout },
  { name: 'csv', readers: 'programs', load: async () => (await import('./csv.js')).csvLayout },
  { name: 'markdown', readers: 'people', load: async () => (await import('./markdown.js')).markdownLayout },
];

const byName: ReadonlyMap<string, LayoutEntry> = new Map(layouts.map((layout) => [layout.name, layout]));

export function loadLayout(name: LayoutName): Promise<LayoutFactory> {
  const layout = byName.get(name);
  if (layout === undefined) throw new Error(`layout ${name}`);
  return layout.load();
}

/** Also for `classic`, the form that is no layout. */
export function isTyped(format: string): boolean {
  return byName.get(format)?.isTyped === true;
}

export function isForPrograms(format: string): boolean {
  return byName.get(format)?.readers === 'programs';
}
