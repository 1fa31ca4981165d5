/** Output of a search that somebody saved: what stands between its records. */
import { type LineForm, NO_RECORD } from './line-form.js';

export const savedOutput: LineForm = {
  name: 'saved output',
  read: (line) => (line === '----' || line.startsWith('time->') ? NO_RECORD : undefined),
};
