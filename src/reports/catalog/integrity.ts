/** --integrity: what integrity measurement (IMA, EVM) had to say. */
import { eventColumn, successColumn, typeColumn } from '../columns.js';
import type { Report } from '../report.js';
import { typeSummary } from '../summaries.js';
import { typeSet } from '../types.js';

const types = typeSet('1800-1899');

export const integrity: Report = {
  name: 'integrity',
  choice: { spellings: ['--integrity'], section: 'Decisions', text: 'integrity measurement' },
  option: '--integrity',
  shape: {
    kind: 'listing',
    types,
    columns: [typeColumn, successColumn, eventColumn],
    summary: typeSummary,
  },
};
