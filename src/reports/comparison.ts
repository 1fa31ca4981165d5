/** Two logs, or two stretches of one: what is new, what is gone, what there is much more or much less of. */
import { printable } from '../output/grid/grid.js';
import { facets } from './facets.js';
import type { ReportJob } from './job.js';
import type { Part } from './part.js';
import { layoutOptions, NOTHING, type Stage } from './printer.js';
import type { LogFacts } from './spans.js';

export const changes = ['new', 'gone', 'more', 'less'] as const;
export type Change = (typeof changes)[number];

export interface Difference {
  readonly facet: string;
  readonly change: Change;
  readonly item: string;
  readonly before: number;
  readonly after: number;
}

/** "Much" is at least so many times, per time covered … */
const FACTOR = 2;
/** … and so far from chance, in standard deviations of the difference of two counts. */
const DEVIATIONS = 3;

/** What one log, or one stretch, comes to; takes a run's parts as a presenter does. */
export class FacetTotals {
  readonly counts: readonly Map<string, number>[] = facets.map(() => new Map<string, number>());
  /** Seconds between the first and the last event. */
  seconds = 0;

  add({ part }: { readonly part: Part }): void {
    if (part.kind !== 'facets') return;
    for (const [i, items] of part.counts.entries()) {
      const all = this.counts[i];
      for (const [item, count] of items) all?.set(item, (all.get(item) ?? 0) + count);
    }
  }

  end({ spans }: LogFacts): number {
    const stamps = spans.flatMap(({ first, last }) => [first?.sec ?? [], last?.sec ?? []].flat());
    this.seconds = stamps.length === 0 ? 0 : Math.max(...stamps) - Math.min(...stamps);
    return 0;
  }
}

/** By facet, then kind of change, the largest counts first. `scale`: how much longer the second one is. */
export function differences(before: FacetTotals, after: FacetTotals, scale: number): readonly Difference[] {
  return facets.flatMap(({ name }, i) => {
    const [old, now] = [before.counts[i] ?? new Map(), after.counts[i] ?? new Map()];
    const items = new Set([...old.keys(), ...now.keys()]);
    const found = [...items].flatMap((item) => differenceOf(name, item, old.get(item) ?? 0, now.get(item) ?? 0, scale));
    const rank = ({ change }: Difference): number => changes.indexOf(change);
    return found.sort((a, b) => rank(a) - rank(b) || b.before + b.after - a.before - a.after);
  });
}

function differenceOf(facet: string, item: string, before: number, after: number, scale: number): Difference[] {
  const change = changeOf(before, after, scale);
  return change === undefined ? [] : [{ facet, change, item, before, after }];
}

export function changeOf(before: number, after: number, scale: number): Change | undefined {
  if (before === 0) return 'new';
  if (after === 0) return 'gone';
  const expected = before * scale;
  // Counts scatter by their square root.
  const isChance = Math.abs(after - expected) < DEVIATIONS * Math.sqrt(after + expected * scale);
  if (isChance) return undefined;
  if (after >= FACTOR * expected) return 'more';
  return expected >= FACTOR * after ? 'less' : undefined;
}

/** Exit status 1 when nothing differs. */
export function writeComparison(found: readonly Difference[], job: ReportJob, { out, layout }: Stage): number {
  const shown = found.slice(0, job.top);
  const columns = [
    { key: 'what', title: 'what' },
    { key: 'change', title: 'change' },
    { key: 'item', title: 'item' },
    { key: 'before', title: 'before', numeric: true },
    { key: 'after', title: 'after', numeric: true },
  ];
  const grid = layout?.(columns, out, layoutOptions(job));
  for (const [i, { facet, change, item, before, after }] of shown.entries()) {
    if (grid) grid.row({ cells: [facet, change, item, before, after] });
    else out.write(`${i + 1}. ${facet} ${change} ${printable(item)} ${before} ${after}\n`);
  }
  grid?.end();
  if (shown.length === 0 && (grid === undefined || job.format === 'table')) out.write(NOTHING);
  return shown.length === 0 ? 1 : 0;
}
