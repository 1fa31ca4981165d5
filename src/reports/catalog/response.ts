/** -r: what was done about anomalies. */
import { eventColumn, successColumn, typeColumn } from '../columns.js';
import type { Report } from '../report.js';
import { typeSummary } from '../summaries.js';
import { typeSet } from '../types.js';

const types = typeSet('2200-2299');

export const response: Report = {
  name: 'response',
  choice: { spellings: ['-r', '--response'], section: 'Decisions', text: 'responses to anomalies', refusesWord: true },
  option: '-r',
  shape: {
    kind: 'listing',
    types,
    columns: [typeColumn, successColumn, eventColumn],
    summary: typeSummary,
  },
};
