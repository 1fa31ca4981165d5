/** --virt: virtual machines. */
import { eventColumn, successColumn, typeColumn } from '../columns.js';
import type { Report } from '../report.js';
import { typeSummary } from '../summaries.js';
import { typeSet } from '../types.js';

const types = typeSet('2500-2599');

export const virt: Report = {
  name: 'virt',
  choice: { spellings: ['--virt'], section: 'Decisions', text: 'virtual machines' },
  option: '--virt',
  shape: {
    kind: 'listing',
    types,
    columns: [typeColumn, successColumn, eventColumn],
    summary: typeSummary,
  },
};
