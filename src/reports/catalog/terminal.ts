/** -tm: terminals. */
import { auidColumn, eventColumn, exeColumn, hostColumn, terminalColumn } from '../columns.js';
import type { Report } from '../report.js';
import { textSummary } from '../summaries.js';

export const terminal: Report = {
  name: 'terminal',
  choice: { spellings: ['-tm', '--terminal'], section: 'What was run', text: 'terminals', refusesWord: true },
  option: '-tm',
  shape: {
    kind: 'listing',
    selects: ({ attributes }) => attributes.terminal !== undefined,
    columns: [terminalColumn('?'), hostColumn('(null)'), exeColumn('(null)', 'escaped'), auidColumn, eventColumn],
    summary: textSummary('terminal', ['terminal'], ({ attributes }) => attributes.terminal),
  },
};
