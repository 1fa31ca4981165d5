/** -e: every event. */
import { auidColumn, eventColumn, successColumn, typeColumn } from '../columns.js';
import type { Report } from '../report.js';
import { typeSummary } from '../summaries.js';

export const event: Report = {
  name: 'event',
  choice: { spellings: ['-e', '--event'], section: 'The log itself', text: 'every event' },
  option: '-e',
  shape: {
    kind: 'listing',
    columns: [eventColumn, typeColumn, auidColumn, successColumn],
    summary: { ...typeSummary, selects: (reading) => reading.firstType !== -1 },
  },
};
