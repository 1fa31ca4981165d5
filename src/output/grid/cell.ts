/** Cells as people see them: their text, how many columns of a terminal it takes, and less of it where there is no room. */
import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import { fromBytes } from '../../bytes/text.js';
import { type Datum, printable } from './grid.js';

/** Unicode. */
export function cellText(value: Datum): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === null ? '' : fromBytes(printable(String(value)));
}

/** In columns of a terminal: 2 for Chinese and most emoji, 0 for what combines. Measuring is slow beyond ASCII. */
export function widthOf(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text);
}

/** Paths differ at their ends; of other texts both ends tell something. */
export function shortened(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return cliTruncate(text, width, { position: text.startsWith('/') ? 'start' : 'middle' });
}
