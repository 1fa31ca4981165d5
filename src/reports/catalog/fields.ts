/** --columns: exactly these fields of each event. */
import type { Report } from '../report.js';

export const fields: Report = { name: 'fields', title: 'Field', shape: { kind: 'fields' } };
