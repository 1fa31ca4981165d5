/** -u: users. BUG? Selected by uid but shown by auid; the summary selects by auid. */
import { auidColumn, eventColumn, exeColumn, hostColumn, terminalColumn } from '../columns.js';
import type { Report } from '../report.js';

/** Longer items were cut by the original's buffer. */
const LONGEST = 31;

export const user: Report = {
  name: 'user',
  choice: { spellings: ['-u', '--user'], section: 'Who', text: 'users', refusesWord: true },
  option: '-u',
  shape: {
    kind: 'listing',
    selects: (reading) => reading.uid !== -1,
    columns: [auidColumn, terminalColumn('?'), hostColumn('?'), exeColumn('?', 'escaped'), eventColumn],
    summary: {
      items: 'user',
      key: 'auid',
      escaped: true,
      reads: ['auid'],
      selects: (reading) => reading.auid !== -2,
      count: (reading, add) => add(reading.auidText().slice(0, LONGEST)),
    },
  },
};
