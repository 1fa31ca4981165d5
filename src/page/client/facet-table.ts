/** One table: the items of a facet with how often they come up; pressing one looks at its events everywhere. */
import type { PageFacet } from '../contents.js';
import { button, element, numberText } from './element.js';
import { rowList } from './row-list.js';

export interface FacetTable {
  readonly root: HTMLElement;
  /** `chosen`: the item that events must have. */
  show(counts: Uint32Array, chosen: number | undefined): void;
}

type Order = 'count' | 'name';

export function facetTable(facet: PageFacet, press: (item: number) => void): FacetTable {
  let counts: Uint32Array = new Uint32Array(0);
  let chosen: number | undefined;
  let order: Order = 'count';
  let items: number[] = [];
  let most = 1;
  const rows = rowList((index) => {
    const item = items[index] ?? 0;
    const count = counts[item] ?? 0;
    const row = button('', () => press(item), {
      class: 'row',
      'aria-pressed': String(item === chosen),
      title: facet.items[item] ?? '',
    });
    const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
    bar.style.width = `${(count / most) * 100}%`;
    row.append(
      bar,
      element('span', { class: 'name' }, facet.items[item] ?? ''),
      element('span', { class: 'count' }, numberText(count)),
    );
    return row;
  }, facet.title);
  const filter = element('input', { type: 'search', placeholder: 'filter', 'aria-label': `Filter ${facet.title}` });
  const total = element('span', { class: 'total' });
  const draw = (): void => {
    const text = filter.value.toLowerCase();
    items = [...facet.items.keys()].filter(
      (item) => (counts[item] ?? 0) > 0 && (text === '' || (facet.items[item] ?? '').toLowerCase().includes(text)),
    );
    const byName = (a: number, b: number): number => ((facet.items[a] ?? '') < (facet.items[b] ?? '') ? -1 : 1);
    items.sort(order === 'name' ? byName : (a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
    most = items.reduce((largest, item) => Math.max(largest, counts[item] ?? 0), 1);
    total.textContent = `${numberText(items.length)}`;
    rows.show(items.length);
    root.classList.toggle('empty', items.length === 0);
  };
  filter.addEventListener('input', draw);
  const sorts = (['count', 'name'] as const).map((by) =>
    button(
      by,
      () => {
        order = by;
        for (const other of sorts) other.setAttribute('aria-pressed', String(other.textContent === by));
        draw();
      },
      { class: 'sort', 'aria-pressed': String(by === order) },
    ),
  );
  const heading = element('h2', {}, facet.title, ' ', total);
  const report = element(
    'code',
    { class: 'report', title: 'the report with the same numbers' },
    `${facet.report} --summary`,
  );
  const root = element(
    'section',
    { class: 'facet', id: `facet-${facet.key}` },
    element('header', {}, heading, report),
    element('div', { class: 'tools' }, filter, ...sorts),
    rows.root,
  );
  return {
    root,
    show: (now, item) => {
      counts = now;
      chosen = item;
      draw();
    },
  };
}
