/** --gaps: how complete is this log: missing serial numbers, lost records, clocks that were moved, the daemon's comings and goings. */
import { gapBook } from '../gap-book.js';
import { gapsGatherer } from '../gaps.js';
import type { Report } from '../report.js';

const WHAT = 0;
const COUNT = 1;

export const gaps: Report = {
  name: 'gaps',
  choice: { spellings: ['--gaps'], section: 'The log itself', text: 'how complete the log is' },
  title: 'Log Gap',
  shape: {
    kind: 'digest',
    columns: [
      { key: 'what', title: 'what' },
      { key: 'count', title: 'count', numeric: true },
      { key: 'first_missing', title: 'first', numeric: true },
      { key: 'last_missing', title: 'last', numeric: true },
      { key: 'seconds', title: 'seconds', numeric: true },
    ],
    gather: gapsGatherer,
    merge: gapBook,
    summary: {
      key: 'what',
      item: ({ cells }) => String(cells[WHAT]),
      // Of missing events and lost records all are counted, of anything else how often it came up.
      weight: ({ cells }) => Number(cells[COUNT] ?? 1),
    },
  },
};
