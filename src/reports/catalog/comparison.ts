/** --compare: what differs between two logs, or between two stretches of one; told by `comparison.ts`, from two runs. */
import { facetGroups } from '../facets.js';
import type { Report } from '../report.js';

export const comparison: Report = {
  name: 'compare',
  title: 'Comparison',
  groups: facetGroups,
  shape: { kind: 'facets' },
};
