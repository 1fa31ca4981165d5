/** -x: programs. */
import { auidColumn, eventColumn, exeColumn, hostColumn, terminalColumn } from '../columns.js';
import type { Report } from '../report.js';
import { textSummary } from '../summaries.js';

export const executable: Report = {
  name: 'executable',
  option: '-x',
  shape: {
    kind: 'listing',
    selects: ({ attributes }) => attributes.exe !== undefined,
    columns: [exeColumn('?', 'escaped'), terminalColumn('?'), hostColumn('?'), auidColumn, eventColumn],
    summary: textSummary('exe', ({ attributes }) => attributes.exe, 'escaped'),
  },
};
