/** Which events of a log a query finds, with and without the scan's help. */
import type { Accounts } from '../../src/accounts/accounts.js';
import { scan } from '../../src/engine/scan.js';
import { fromChunks } from '../../src/input/reader.js';
import { eventsOf } from '../../src/log/batch.js';
import { compileQuery } from '../../src/query/match.js';
import { needlesOf } from '../../src/query/needles.js';
import { onlySerial, type Query } from '../../src/query/query.js';

export async function found(
  log: Buffer,
  query: Query,
  accounts: Accounts,
  prefilter: boolean,
  piece: number,
): Promise<string[]> {
  const matcher = await compileQuery(query, { accounts });
  const ids: string[] = [];
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < log.length; at += piece) yield log.subarray(at, at + piece);
  }
  await scan([{ name: 'test', open: async () => fromChunks(chunks()) }], {
    timeout: 2,
    needles: prefilter ? needlesOf(query) : [],
    serial: prefilter ? onlySerial(query) : undefined,
    eachEvent: false,
    completeOnly: false,
    spans: false,
    batch: (batch) => {
      for (const event of eventsOf(batch))
        if (matcher.matches(event)) ids.push(`${event.sec}.${event.milli}:${event.serial}`);
    },
    between: () => false,
  });
  return ids;
}
