/** -h: hosts that events came from. BUG? `?` counts as one. */
import { auidColumn, eventColumn, hostColumn, syscallColumn } from '../columns.js';
import type { Report } from '../report.js';
import { textSummary } from '../summaries.js';

export const host: Report = {
  name: 'host',
  choice: { spellings: ['-h', '--host'], section: 'Objects', text: 'hosts', refusesWord: true },
  option: '-h',
  shape: {
    kind: 'listing',
    selects: ({ attributes }) => attributes.hostname !== undefined,
    columns: [hostColumn('?'), syscallColumn, auidColumn, eventColumn],
    summary: textSummary('host', ['hostname'], ({ attributes }) => attributes.hostname),
  },
};
