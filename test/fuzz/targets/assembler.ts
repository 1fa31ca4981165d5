/** Lines, scan kernel and assembler against the naive model of `test/support`. */
import { scan } from '../../../src/engine/scan.js';
import { fromChunks } from '../../../src/input/reader.js';
import { eventsOf } from '../../../src/log/batch.js';
import type { AuditEvent } from '../../../src/log/event.js';
import { assembleModel } from '../../support/model-assembler.js';
import { logPieces } from '../seeds.js';
import { holds, type Target } from '../target.js';

export const assembler: Target = {
  name: 'assembler',
  seeds: logPieces,
  run: async (log, random) => {
    const timeout = random.pick([1, 2, 5]);
    const size = random.pick([1, 97, 4096, 1 << 20]);
    const bytes = Buffer.from(log, 'latin1');
    const found: string[] = [];
    async function* chunks(): AsyncGenerator<Buffer> {
      for (let at = 0; at < bytes.length; at += Math.max(size, bytes.length >> 8))
        yield bytes.subarray(at, at + Math.max(size, bytes.length >> 8));
    }
    await scan([{ name: 'log', open: async () => fromChunks(chunks()) }], {
      timeout,
      needles: [],
      eachEvent: false,
      completeOnly: false,
      spans: false,
      batch: (batch) => {
        for (const event of eventsOf(batch)) found.push(shown(event));
      },
      between: () => false,
    });
    const expected = assembleModel(log, timeout).map(shown);
    holds(found.join('\n\n') === expected.join('\n\n'), 'events as the model says');
  },
};

function shown({ sec, milli, serial, node, records }: AuditEvent): string {
  return [`${node} ${sec}.${milli}:${serial}`, ...records.map(({ type, line }) => `${type}|${line}`)].join('\n');
}
