/** Output of a search that somebody saved: what stands between its records. */
import { type LineForm, NO_RECORD } from './line-form.js';

/** Before each event. */
export const SEPARATOR = '----';
/** Before the records of default output. */
const TIME = 'time->';

export const savedOutput: LineForm = {
  name: 'saved output',
  read: (line) => (isSeparator(line) ? NO_RECORD : undefined),
};

export function isSeparator(line: string): boolean {
  return line === SEPARATOR || line.startsWith(TIME);
}
