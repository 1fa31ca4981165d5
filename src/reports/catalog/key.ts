/** -k: keys of the rules that made the events. */
import { auidColumn, eventColumn, exeColumn, successColumn } from '../columns.js';
import type { Report } from '../report.js';

const NONE = '(null)'; // key=(null)

export const key: Report = {
  name: 'key',
  choice: { spellings: ['-k', '--key'], section: 'Objects', text: 'keys of rules', refusesWord: true },
  option: '-k',
  shape: {
    kind: 'listing',
    holds: [{ kind: 'unlike word', prefix: 'key=', value: NONE }],
    selects: ({ attributes: { keys } }) => keys !== undefined && keys.length > 0 && keys[0] !== NONE,
    columns: [
      // BUG? The first key only.
      { key: 'key', title: 'key', absent: '?', text: ({ attributes }) => attributes.keys?.[0] },
      successColumn,
      exeColumn('?', 'escaped'),
      auidColumn,
      eventColumn,
    ],
    summary: {
      items: 'text',
      key: 'key',
      escaped: true,
      reads: ['keys'],
      selects: ({ attributes }) => attributes.keys !== undefined,
      count: ({ attributes }, add) => {
        for (const key of attributes.keys ?? []) if (key !== NONE) add(key);
      },
    },
  },
};
