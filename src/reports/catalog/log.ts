/** -t: which time each log file covers. */
import type { Report } from '../report.js';

export const log: Report = { name: 'log', option: '-t', shape: { kind: 'spans' } };
