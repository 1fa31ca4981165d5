import { Out } from '../../src/bytes/out.js';
import type { SearchJob } from '../../src/engine/job.js';
import { searchWork } from '../../src/engine/search-work.js';
import type { Batch } from '../../src/log/batch.js';

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

/** What comes of a search, batch by batch. `each`: with a gate, events are written one by one. */
export async function written(job: SearchJob, batches: readonly Batch[], each = false): Promise<string> {
  const work = await searchWork(job, { gate: each ? (_, matched) => matched : undefined });
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  for (const batch of batches) {
    const { matched, messages } = work.process(batch, out);
    out.flush();
    text += `\n${matched} ${messages}\n`;
  }
  return text;
}
