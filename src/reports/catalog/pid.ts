/** -p: processes. */
import { auidColumn, eventColumn, exeColumn, pidColumn, syscallColumn } from '../columns.js';
import type { Report } from '../report.js';

export const pid: Report = {
  name: 'pid',
  choice: { spellings: ['-p', '--pid'], section: 'What was run', text: 'processes', refusesWord: true },
  option: '-p',
  shape: {
    kind: 'listing',
    selects: (reading) => reading.pid >= 0,
    columns: [pidColumn, exeColumn('?', 'escaped'), syscallColumn, auidColumn, eventColumn],
    summary: {
      differsInShape: true,
      items: 'number',
      key: 'pid',
      reads: ['pid'],
      selects: (reading) => reading.pid !== -1, // the detail report leaves out all negative ones
      count: (reading, add) => add(reading.pid),
    },
  },
};
