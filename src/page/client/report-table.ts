/** A report's rows as they are: sessions, gaps. Sorted by the column whose heading is pressed. */
import type { PageTable } from '../contents.js';
import { button, element, timeText } from './element.js';

type Cell = PageTable['rows'][number][number];

export function reportTable({ title, columns, rows }: PageTable): HTMLElement {
  const body = element('tbody');
  let by = 0;
  let sign = 1;
  const draw = (): void => {
    const sorted = rows.toSorted((a, b) => sign * compared(a[by] ?? null, b[by] ?? null));
    body.replaceChildren(...sorted.map((row) => element('tr', {}, ...row.map((cell, i) => cellOf(cell, columns[i])))));
  };
  const headings = columns.map(({ title: name }, i) => {
    const press = (): void => {
      sign = by === i ? -sign : 1;
      by = i;
      draw();
    };
    return element('th', { scope: 'col' }, button(name, press));
  });
  draw();
  const table = element('table', {}, element('thead', {}, element('tr', {}, ...headings)), body);
  const nothing = element('p', { class: 'none' }, 'none');
  return element(
    'section',
    { class: 'report-table' },
    element('h2', {}, title),
    rows.length > 0 ? element('div', { class: 'wide', tabindex: '0' }, table) : nothing,
  );
}

function cellOf(cell: Cell, column: PageTable['columns'][number] | undefined): HTMLElement {
  const text =
    cell === null ? '' : column?.time && typeof cell === 'number' ? timeText(cell * 1000).slice(0, 19) : String(cell);
  return element('td', column?.numeric ? { class: 'count' } : {}, text);
}

function compared(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1;
}
