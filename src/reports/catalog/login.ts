/** -l: logins. */
import { auidColumn, eventColumn, exeColumn, hostColumn, successColumn, terminalColumn } from '../columns.js';
import type { Reading } from '../reading.js';
import type { Report } from '../report.js';
import { typeSet } from '../types.js';

const types = typeSet('USER_LOGIN');
/** Longer items were cut by the original's buffer. */
const LONGEST = 63;

export const login: Report = {
  name: 'login',
  choice: { spellings: ['-l', '--login'], section: 'Who', text: 'logins' },
  option: '-l',
  shape: {
    kind: 'listing',
    types,
    columns: [
      {
        ...auidColumn,
        // Who failed has no login user id yet, but gave a name.
        text: (reading) => failedAccount(reading) ?? reading.auidText(),
        name: { key: 'acct', text: ({ attributes }) => attributes.acct },
      },
      hostColumn('(null)'),
      terminalColumn('(null)'),
      exeColumn('(null)'),
      successColumn,
      eventColumn,
    ],
    summary: {
      items: 'user',
      key: 'auid',
      escaped: true,
      reads: ['auid', 'acct'],
      // BUG? Not the rule of the detail report: success does not matter.
      count: (reading, add) => {
        const account = reading.auid < 0 ? reading.attributes.acct : undefined;
        add((account ?? reading.auidText()).slice(0, LONGEST));
      },
    },
  },
};

function failedAccount({ attributes }: Reading): string | undefined {
  return attributes.success === 0 ? attributes.acct : undefined;
}
