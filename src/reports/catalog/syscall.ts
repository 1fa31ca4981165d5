/** -s: system calls. BUG? Number 0, `read` on x86_64, is never listed. */
import { auidColumn, commColumn, eventColumn, pidColumn, syscallColumn } from '../columns.js';
import type { Report } from '../report.js';
import { textSummary } from '../summaries.js';

/** Longer items were cut by the original's buffer. */
const LONGEST = 31;

export const syscall: Report = {
  name: 'syscall',
  choice: { spellings: ['-s', '--syscall'], section: 'What was run', text: 'system calls', refusesWord: true },
  option: '-s',
  shape: {
    kind: 'listing',
    holds: [
      { kind: 'text', text: 'syscall=' },
      { kind: 'text', text: 'uring_op=' },
    ],
    selects: ({ attributes }) => (attributes.syscall | 0) !== 0,
    columns: [syscallColumn, pidColumn, commColumn('?'), auidColumn, eventColumn],
    summary: {
      ...textSummary('syscall', ['syscall', 'arch'], (reading) => reading.syscallText().slice(0, LONGEST), 'escaped'),
      selects: ({ attributes }) => (attributes.syscall | 0) > 0,
    },
  },
};
