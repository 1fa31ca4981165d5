/** -cr: cryptography. */
import { auidColumn, eventColumn, successColumn, typeColumn } from '../columns.js';
import type { Report } from '../report.js';
import { typeSummary } from '../summaries.js';
import { typeSet } from '../types.js';

const types = typeSet('1600-1699', '2400-2499');

export const crypto: Report = {
  name: 'crypto',
  choice: { spellings: ['-cr', '--crypto'], section: 'Decisions', text: 'cryptography' },
  option: '-cr',
  shape: {
    kind: 'listing',
    types,
    columns: [auidColumn, typeColumn, successColumn, eventColumn],
    summary: typeSummary,
  },
};
