/** Rows that no table has room for: a block each, a value a line, in full. */
import type { ChalkInstance } from 'chalk';
import type { GridColumn } from './grid.js';
import { toned } from './tone.js';

/** With an empty line behind it. What a row does not have is left out. */
export function blockOf(
  number: number,
  columns: readonly GridColumn[],
  texts: readonly string[],
  paint: ChalkInstance,
): string {
  const lines = texts.map((text, i) =>
    text === '' ? '' : `${paint.dim(`${columns[i]?.title ?? ''}:`)} ${toned(text, paint)}\n`,
  );
  return `${paint.bold(`#${number}`)}\n${lines.join('')}\n`;
}
