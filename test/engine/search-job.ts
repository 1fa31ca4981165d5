import type { SearchJob } from '../../src/engine/job.js';

/** A search for all events, as tests vary it. */
export const searchJob: SearchJob = {
  tool: 'search',
  query: {},
  format: 'raw',
  escape: 'tty',
  extras: {},
  colour: false,
  terminal: false,
  utc: true,
  debug: false,
  justOne: false,
  env: { TZ: 'UTC', LC_ALL: 'C' },
};
