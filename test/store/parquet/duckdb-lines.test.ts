/** Lines of events that DuckDB reads are those that are read without it, in the same order. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { CountQuestion, OddEvent } from '../../../src/store/count.js';
import { type LinesOf, oddRows } from '../../../src/store/parquet/count.js';
import { chosenByDuckDb } from '../../../src/store/parquet/duckdb-choose.js';
import { linesByDuckDb, partsOf } from '../../../src/store/parquet/duckdb-lines.js';
import { streamsOf } from '../../../src/store/parquet/lake.js';
import { EVERY, NONE, not, type Predicate } from '../../../src/store/predicate.js';
import { ALWAYS } from '../../../src/store/second-range.js';
import { duckDb, eventsText } from '../../../src/store/sql/where.js';
import { repeatingLog } from '../../engine/repeating-log.js';
import { draws } from '../../support/draws.js';
import { shippedFiles, storeFolder } from '../../support/shipped.js';

const folder = storeFolder();
after(() => rmSync(folder, { recursive: true }));

const BIN: Predicate = { kind: 'text', column: 'exe', text: 'bin', whole: false };

async function all(blocks: AsyncIterable<readonly OddEvent[]>): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for await (const events of blocks)
    for (const { raw, ...place } of events) found.push({ ...place, item: 0, raw: Buffer.from(raw).toString('latin1') });
  return found;
}

test('lines of odd rows by DuckDB', async () => {
  let answered = 0;
  const predicates = fc.constantFrom<Predicate>(EVERY, BIN, not(BIN), { kind: 'types', values: [1300] });
  await fc.assert(
    fc.asyncProperty(
      repeatingLog,
      repeatingLog,
      predicates,
      fc.constantFrom(40, 1000),
      async (one, other, read, batch) => {
        const files = await shippedFiles(folder, { one, "it's": other }, batch);
        const lake = await streamsOf(files);
        const where = eventsText(ALWAYS, read, duckDb);
        const rows = await chosenByDuckDb(
          files.map(({ name }) => name),
          where,
          assert.fail,
        );
        assert.ok(rows, 'DuckDB is there');
        const question: CountQuestion = {
          ...{ by: [], items: undefined, seconds: ALWAYS, counted: NONE, read, streams: undefined },
          ...{ wantsFirst: false, wantsSpan: false },
        };
        const linesOf: LinesOf = async (stream, part) => {
          const lines = await linesByDuckDb(stream, part, where, assert.fail);
          if (lines) answered++;
          return lines;
        };
        assert.deepEqual(
          await all(oddRows(lake, question, { rows, linesOf })),
          await all(oddRows(lake, question, undefined)),
        );
      },
    ),
    { numRuns: draws(8) },
  );
  assert.ok(answered > 0, 'some had so many rows that DuckDB read them');
});

test('parts hold no more than a few thousand rows, and no units without one', async () => {
  const log = Array.from({ length: 90 }, (_, i) => `type=DAEMON_START msg=audit(1700000000.001:${i + 1}): pid=1\n`);
  const [stream] = await streamsOf(await shippedFiles(folder, { one: log.join('') }, 30));
  assert.ok(stream);
  const row = (ord: number): { ord: number; at: number } => ({ ord, at: 0 });
  const [first, , last] = stream.units;
  assert.deepEqual(partsOf(stream.units, [row(3), row(4), row(70)]), [
    { units: [first, last], rows: 3, bytes: (first?.size ?? 0) + (last?.size ?? 0) },
  ]);
  const large = stream.units.map((unit) => ({ ...unit, size: 1 << 28 }));
  assert.deepEqual(
    partsOf(large, [row(3), row(70)]).map(({ units }) => units.length),
    [1, 1],
  );
});
