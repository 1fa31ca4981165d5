/** -x: programs. */
import { auidColumn, eventColumn, exeColumn, hostColumn, terminalColumn } from '../columns.js';
import type { Report } from '../report.js';
import { textSummary } from '../summaries.js';

export const executable: Report = {
  name: 'executable',
  choice: { spellings: ['-x', '--executable'], section: 'What was run', text: 'programs', refusesWord: true },
  option: '-x',
  shape: {
    kind: 'listing',
    selects: ({ attributes }) => attributes.exe !== undefined,
    columns: [exeColumn('?', 'escaped'), terminalColumn('?'), hostColumn('?'), auidColumn, eventColumn],
    summary: textSummary('exe', ['exe'], ({ attributes }) => attributes.exe, 'escaped'),
  },
};
