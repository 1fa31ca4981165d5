/** Without an option: how many events of which sort. */
import type { Report } from '../report.js';

export const overview: Report = { name: 'overview', option: '(none)', shape: { kind: 'overview' } };
