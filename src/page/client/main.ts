/** Puts the page together and keeps all its parts on the same choice of events. */
import type { PageContents } from '../contents.js';
import { button, element, numberText, timeText } from './element.js';
import { eventList } from './event-list.js';
import { facetTable } from './facet-table.js';
import { loadContents } from './load.js';
import { reportTable } from './report-table.js';
import { type Choice, counted, everything, selected, withItem } from './selection.js';
import { timeline } from './timeline.js';

loadContents().then((contents) => document.getElementById('page')?.append(...parts(contents)));

function parts(contents: PageContents): readonly Node[] {
  const { events, facets, tables } = contents;
  let choice: Choice = everything;
  const chips = element('div', { class: 'chips', 'aria-label': 'What is looked at' });
  const summary = element('p', { class: 'summary', role: 'status' });
  const change = (next: Choice): void => {
    choice = next;
    draw();
  };
  const chart = timeline(events, (from, to) => change({ ...choice, time: [from, to] }));
  const list = eventList(contents);
  const sections = facets.map((facet, i) => facetTable(facet, (item) => change(withItem(choice, i, item))));
  const search = element('input', {
    type: 'search',
    placeholder: 'search all events',
    'aria-label': 'Search all events',
  });
  search.addEventListener('input', () => change({ ...choice, text: search.value }));
  const draw = (): void => {
    const found = selected(contents, choice);
    chips.replaceChildren(...chipsOf(contents, choice, change));
    summary.textContent = summaryText(contents, found);
    chart.show(found);
    for (const [i, section] of sections.entries()) section.show(counted(contents, i, found), choice.items.get(i));
    list.show(found);
  };
  const failed = button('failures only', () => change({ ...choice, outcome: choice.outcome === 0 ? undefined : 0 }), {
    class: 'sort',
  });
  const head = element(
    'header',
    { class: 'top' },
    element('h1', {}, 'Audit report'),
    element('p', { class: 'sources' }, contents.sources.join(', ')),
    element('div', { class: 'tools' }, search, failed),
    chips,
    summary,
  );
  queueMicrotask(draw);
  return [
    head,
    chart.root,
    element('div', { class: 'grid' }, ...sections.map(({ root }) => root)),
    list.root,
    ...tables.map(reportTable),
    foot(contents),
  ];
}

/** What is chosen, each to be taken back. */
function chipsOf({ facets }: PageContents, choice: Choice, change: (next: Choice) => void): readonly Node[] {
  const chips = [...choice.items].map(([facet, item]) => {
    const label = `${facets[facet]?.title}: ${facets[facet]?.items[item]} ×`;
    return button(label, () => change(withItem(choice, facet, item)), { class: 'chip' });
  });
  if (choice.time) {
    const [from, to] = choice.time.map((at) => timeText(at).slice(0, 19));
    chips.push(button(`${from} – ${to} ×`, () => change({ ...choice, time: undefined }), { class: 'chip' }));
  }
  if (choice.outcome === 0)
    chips.push(button('failures ×', () => change({ ...choice, outcome: undefined }), { class: 'chip' }));
  return chips;
}

function summaryText({ events, leftOut }: PageContents, found: Uint32Array): string {
  const [first, last] = [found[0], found.at(-1)];
  const span =
    first === undefined || last === undefined
      ? ''
      : `, ${timeText(events.time[first] ?? 0)} – ${timeText(events.time[last] ?? 0)} UTC`;
  const missing = leftOut === 0 ? '' : ` The ${numberText(leftOut)} oldest events of the log are not on this page.`;
  return `${numberText(found.length)} of ${numberText(events.time.length)} events${span}.${missing}`;
}

function foot({ made }: PageContents): Node {
  return element(
    'footer',
    {},
    `Made ${made} by ts-aureport. Times are UTC. Nothing on this page comes from, or goes to, a network.`,
  );
}
