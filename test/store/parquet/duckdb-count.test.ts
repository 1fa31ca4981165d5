/** What DuckDB counts of Parquet files is what is counted of them here. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { type CountedColumn, type CountedRows, type CountQuestion, LISTS } from '../../../src/store/count.js';
import { countRows } from '../../../src/store/parquet/count.js';
import { countByDuckDb } from '../../../src/store/parquet/duckdb-count.js';
import { streamsOf } from '../../../src/store/parquet/lake.js';
import { repeatingLog } from '../../engine/repeating-log.js';
import { shippedFiles, storeFolder } from '../../support/shipped.js';

const folder = storeFolder();
after(() => rmSync(folder, { recursive: true }));

const COLUMNS: readonly CountedColumn[] = ['types', 'pid', 'auid', 'syscall', 'arch', 'success', 'comm', 'exe'];
const MORE: readonly CountedColumn[] = ['hostname', 'terminal', 'acct', 'auidName'];

const questions: fc.Arbitrary<CountQuestion> = fc.record({
  by: fc
    .tuple(fc.subarray([...COLUMNS, ...MORE], { minLength: 1, maxLength: 3 }), fc.constantFrom(undefined, ...LISTS))
    .map(([by, list]) => (list ? [...by, list] : by)),
  seconds: fc.constantFrom({ start: -Infinity, end: Infinity }, { start: 1_300_000_000, end: 1_700_000_000 }),
  predicate: fc.constantFrom(
    undefined,
    { kind: 'types', values: [1300, 1327] } as const,
    { kind: 'text', column: 'exe', text: "a'b/é", whole: false } as const,
    { kind: 'text', column: 'exe', text: 'bin', whole: false } as const,
    { kind: 'number', column: 'arch', values: [] } as const,
  ),
  streams: fc.constantFrom(undefined, ['one'], ["it's"]),
  wantsFirst: fc.boolean(),
});

/** Counts of one stream and of another are added, unless the first of each is wanted. */
function plain(rows: readonly CountedRows[], { by, wantsFirst }: CountQuestion): unknown {
  const counts = new Map<string, number>();
  for (const { values, count, first } of rows) {
    const text = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));
    const key = [...by.map((name) => text(values[name])), wantsFirst ? JSON.stringify(first) : ''].join(' ');
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
}

test('DuckDB counts as we do', async () => {
  await fc.assert(
    fc.asyncProperty(
      repeatingLog,
      repeatingLog,
      fc.array(questions, { minLength: 8, maxLength: 8 }),
      async (...given) => {
        const [one, other, asked] = given;
        const files = await shippedFiles(folder, { one, "it's": other }, 50);
        const streams = await streamsOf(files);
        for (const question of asked) {
          const counted = await countByDuckDb(
            files.map(({ name }) => name),
            question,
            assert.fail,
          );
          assert.ok(counted, 'DuckDB is there');
          assert.deepEqual(plain(counted, question), plain(await countRows(streams, question), question));
        }
      },
    ),
    { numRuns: 6 },
  );
});
