/** -ma: mandatory access control: policies, labels, roles. */
import { eventColumn, plainAuidColumn, successColumn, typeColumn } from '../columns.js';
import type { Report } from '../report.js';
import { typeSummary } from '../summaries.js';
import { typeSet } from '../types.js';

const types = typeSet('1403-1417', '2300-2399');
// BUG? Fewer types than the detail report has.
const summaryTypes = typeSet('1403-1410', '2300-2399');

export const mac: Report = {
  name: 'mac',
  choice: {
    spellings: ['-ma', '--mac'],
    section: 'Decisions',
    text: 'mandatory access control: policies, labels, roles',
  },
  option: '-ma',
  shape: {
    kind: 'listing',
    types,
    columns: [plainAuidColumn, typeColumn, successColumn, eventColumn],
    summary: { ...typeSummary, selects: ({ event }) => summaryTypes.in(event) },
  },
};
