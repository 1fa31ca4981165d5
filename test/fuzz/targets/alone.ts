/** Each event's output is the same alone and inside its log, in every form: nothing remembered changes another event. */

import { Out } from '../../../src/bytes/out.js';
import type { SearchJob } from '../../../src/engine/job.js';
import { createWork } from '../../../src/engine/work-of.js';
import { type Batch, copyOf } from '../../../src/log/batch.js';
import type { SearchFormat } from '../../../src/output/formats.js';
import { batchesOf } from '../../support/batches.js';
import { logPieces } from '../seeds.js';
import { holds, type Target } from '../target.js';

const FORMS: readonly SearchFormat[] = ['default', 'interpret', 'csv', 'text', 'json', 'ecs', 'ocsf', 'otlp'];

export const alone: Target = {
  name: 'alone',
  seeds: logPieces,
  run: async (log, random) => {
    const batches = await batchesOf(Buffer.from(log, 'latin1'), { eachEvent: true });
    const mode = random.pick(['tty', 'shell', 'shell_quote', 'raw'] as const);
    const format = random.pick(FORMS);
    const job = jobOf(format, mode);
    const together = await outputs(job, batches);
    for (const [i, batch] of batches.entries()) {
      const [single] = await outputs(job, [batch]);
      holds(
        single === together[i],
        `${format} of event ${i} alone and in its log: ${JSON.stringify([single, together[i]])}`,
      );
    }
  },
};

const jobOf = (format: SearchFormat, mode: SearchJob['escape']): SearchJob => ({
  tool: 'search',
  query: {},
  format,
  escape: mode,
  extras: { keys: true, labels: true, object2: true, time: true },
  colour: false,
  terminal: false,
  utc: true,
  debug: false,
  justOne: false,
  env: { LC_ALL: 'C', TZ: 'UTC' },
});

async function outputs(job: SearchJob, batches: readonly Batch[]): Promise<string[]> {
  const work = await createWork(job);
  return batches.map((batch) => {
    let text = '';
    const out = new Out((chunk) => {
      text += chunk.toString('latin1');
    });
    work.process(copyOf(batch), out);
    out.flush();
    return text;
  });
}
