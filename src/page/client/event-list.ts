/** The events themselves, a row each; pressing one shows its records. */
import type { PageContents } from '../contents.js';
import { button, element, numberText, timeText } from './element.js';
import { recordsOf } from './load.js';
import { rowList } from './row-list.js';

export interface EventList {
  readonly root: HTMLElement;
  show(events: Uint32Array): void;
}

const OUTCOMES: ReadonlyMap<number, string> = new Map([
  [1, '✓'],
  [0, '✗'],
]);

export function eventList({ events, strings, recordsPerPiece }: PageContents): EventList {
  let shown: Uint32Array = new Uint32Array(0);
  let isNewestFirst = true;
  const records = element('pre', { class: 'records', tabindex: '0', 'aria-live': 'polite' });
  records.hidden = true;
  const open = async (e: number): Promise<void> => {
    records.textContent = await recordsOf(e, recordsPerPiece);
    records.hidden = false;
    records.scrollIntoView({ block: 'nearest' });
  };
  const rows = rowList((index) => {
    const e = shown[isNewestFirst ? shown.length - 1 - index : index] ?? 0;
    const outcome = events.outcome[e] ?? -1;
    const row = button('', () => void open(e), { class: `row event ${outcome === 0 ? 'failure' : ''}` });
    row.append(
      element('time', {}, timeText(events.time[e] ?? 0)),
      element('span', { class: 'outcome' }, OUTCOMES.get(outcome) ?? ''),
      element('span', { class: 'type' }, strings[events.type[e] ?? -1] ?? ''),
      element('span', { class: 'name' }, events.sentence[e] ?? ''),
      element('span', { class: 'count' }, String(events.serial[e] ?? '')),
    );
    return row;
  }, 'Events');
  const total = element('span', { class: 'total' });
  const order = button(
    'newest first',
    () => {
      isNewestFirst = !isNewestFirst;
      order.textContent = isNewestFirst ? 'newest first' : 'oldest first';
      rows.show(shown.length);
    },
    { class: 'sort' },
  );
  const root = element(
    'section',
    { class: 'events', id: 'events' },
    element('header', {}, element('h2', {}, 'Events ', total), order),
    rows.root,
    records,
  );
  return {
    root,
    show: (now) => {
      shown = now;
      total.textContent = numberText(now.length);
      records.hidden = true;
      rows.show(now.length);
    },
  };
}
