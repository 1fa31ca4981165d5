/** Rows of equal height of which only those in sight are elements, so that a hundred thousand scroll as ten do. */
import { element } from './element.js';

/** As in the style sheet. */
export const ROW = 30;
const AROUND = 8;

export interface RowList {
  readonly root: HTMLElement;
  /** Shows `count` rows from the start. */
  show(count: number): void;
}

export function rowList(rowAt: (index: number) => HTMLElement, label: string): RowList {
  const content = element('div', { class: 'rows' });
  const root = element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': label }, content);
  let total = 0;
  const draw = (): void => {
    const first = Math.max(Math.floor(root.scrollTop / ROW) - AROUND, 0);
    const end = Math.min(Math.ceil((root.scrollTop + root.clientHeight) / ROW) + AROUND, total);
    content.replaceChildren();
    for (let i = first; i < end; i++) {
      const row = rowAt(i);
      row.style.top = `${i * ROW}px`;
      content.append(row);
    }
  };
  root.addEventListener('scroll', () => requestAnimationFrame(draw), { passive: true });
  new ResizeObserver(draw).observe(root);
  return {
    root,
    show: (count) => {
      total = count;
      content.style.height = `${count * ROW}px`;
      root.classList.toggle('short', count < 10);
      root.style.setProperty('--rows', String(Math.max(Math.min(count, 10), 1)));
      root.scrollTop = 0;
      draw();
    },
  };
}
