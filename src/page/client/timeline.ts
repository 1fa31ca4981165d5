/** Events over time, failures beside them; a stretch that is brushed is what the rest of the page looks at. */
import uPlot from 'uplot';
import type { PageEvents } from '../contents.js';
import { element } from './element.js';

const BARS = 240;
const HEIGHT = 150;

export interface Timeline {
  readonly root: HTMLElement;
  show(events: Uint32Array): void;
}

export function timeline({ time, outcome }: PageEvents, brush: (from: number, to: number) => void): Timeline {
  const root = element('section', { class: 'timeline', 'aria-label': 'Events over time' });
  const [first, last] = spanOf(time);
  const step = Math.max((last - first) / BARS, 1);
  const starts = Array.from({ length: BARS + 1 }, (_, i) => (first + i * step) / 1000);
  const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let data: uPlot.AlignedData = [starts, [], []];
  let plot: uPlot | undefined;
  const draw = (): void => {
    plot?.destroy();
    const bars = (uPlot.paths.bars ?? (() => undefined))({ size: [0.9, 100] });
    const axis = {
      stroke: colour('--ink'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { stroke: colour('--line') },
    };
    plot = new uPlot(
      {
        width: root.clientWidth || 600,
        height: HEIGHT,
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
        cursor: { drag: { x: true, y: false, setScale: false } },
        legend: { show: false },
        scales: { x: { time: true } },
        axes: [axis, { ...axis, size: 56 }],
        series: [
          {},
          {
            label: 'events',
            fill: colour('--bar'),
            stroke: colour('--bar'),
            ...(bars && { paths: bars }),
            points: { show: false },
          },
          {
            label: 'failed',
            fill: colour('--failed'),
            stroke: colour('--failed'),
            ...(bars && { paths: bars }),
            points: { show: false },
          },
        ],
        hooks: {
          setSelect: [
            (u) => {
              if (u.select.width < 2) return;
              brush(u.posToVal(u.select.left, 'x') * 1000, u.posToVal(u.select.left + u.select.width, 'x') * 1000);
            },
          ],
        },
      },
      data,
      root,
    );
  };
  let width = 0;
  new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    draw();
  }).observe(root);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  return {
    root,
    show: (events) => {
      const all = new Array<number>(BARS + 1).fill(0);
      const failed = new Array<number>(BARS + 1).fill(0);
      for (const e of events) {
        const bar = Math.floor(((time[e] ?? first) - first) / step);
        all[bar] = (all[bar] ?? 0) + 1;
        if (outcome[e] === 0) failed[bar] = (failed[bar] ?? 0) + 1;
      }
      data = [starts, all, failed];
      draw();
    },
  };
}

function spanOf(time: readonly number[]): readonly [number, number] {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const at of time) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  return time.length === 0 ? [0, 1] : [first, last + 1];
}
