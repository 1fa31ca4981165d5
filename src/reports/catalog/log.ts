/** -t: which time each log file covers. */
import type { Report } from '../report.js';

export const log: Report = {
  name: 'log',
  option: '-t',
  choice: { spellings: ['-t', '--log'], section: 'The log itself', text: 'time range of each log file' },
  shape: { kind: 'spans' },
};
