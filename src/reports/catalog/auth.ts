/** -au: authentications. */
import { eventColumn, exeColumn, hostColumn, successColumn, terminalColumn } from '../columns.js';
import type { Report } from '../report.js';
import { typeSet } from '../types.js';

const types = typeSet('USER_AUTH', 'USER_MGMT');
const always = typeSet('USER_AUTH');
/** Longer items were cut by the original's buffer. */
const LONGEST = 63;

export const auth: Report = {
  name: 'auth',
  choice: { spellings: ['-au', '--auth'], section: 'Who', text: 'authentications' },
  option: '-au',
  shape: {
    kind: 'listing',
    types,
    // User management counts when it failed.
    selects: ({ event, attributes }) => attributes.success === 0 || always.in(event),
    columns: [
      {
        key: 'acct',
        title: 'acct',
        absent: '?',
        escaped: true,
        text: (reading) => reading.attributes.acct ?? reading.uidText(), // BUG? not the auid
      },
      hostColumn('(null)'),
      terminalColumn('(null)'),
      exeColumn('(null)'),
      successColumn,
      eventColumn,
    ],
    summary: {
      items: 'user',
      key: 'acct',
      escaped: true,
      reads: ['types', 'success', 'acct'],
      // BUG? This report never reads the auid, so events without account come together under -2.
      count: (reading, add) => add((reading.attributes.acct ?? reading.auidText()).slice(0, LONGEST)),
    },
  },
};
