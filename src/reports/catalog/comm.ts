/** --comm: commands, by the name a process had. */
import { auidColumn, commColumn, eventColumn, hostColumn, terminalColumn } from '../columns.js';
import type { Report } from '../report.js';
import { textSummary } from '../summaries.js';

export const command: Report = {
  name: 'comm',
  choice: { spellings: ['--comm'], section: 'What was run', text: 'commands', refusesWord: true },
  option: '--comm',
  shape: {
    kind: 'listing',
    holds: [{ kind: 'text', text: 'comm=' }],
    selects: ({ attributes }) => attributes.comm !== undefined,
    columns: [commColumn('?'), terminalColumn('?'), hostColumn('?'), auidColumn, eventColumn],
    summary: textSummary('comm', ['comm'], ({ attributes }) => attributes.comm, 'escaped'),
  },
};
