/** --by: events by the values of any fields. */
import type { Report } from '../report.js';

export const groups: Report = { name: 'groups', title: 'Group', shape: { kind: 'groups' } };
