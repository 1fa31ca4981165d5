/** -m: changes to accounts, groups and roles. */
import { auidColumn, eventColumn, exeColumn, hostColumn, successColumn, terminalColumn } from '../columns.js';
import type { Report } from '../report.js';
import { typeSummary } from '../summaries.js';
import { typeSet } from '../types.js';

const types = typeSet('USER_CHAUTHTOK', '1114-1117', 'USER_MGMT', 'GRP_MGMT', '2301-2302');

export const mods: Report = {
  name: 'mods',
  choice: { spellings: ['-m', '--mods'], section: 'Who', text: 'changes to accounts, groups and roles' },
  option: '-m',
  shape: {
    kind: 'listing',
    types,
    columns: [
      auidColumn,
      hostColumn('?'),
      terminalColumn('?'),
      exeColumn('?'),
      { key: 'acct', title: 'acct', absent: '?', text: ({ attributes }) => attributes.acct },
      successColumn,
      eventColumn,
    ],
    summary: typeSummary,
  },
};
