/** What DuckDB counts of Parquet files is what is counted of them here. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { ALL_ODD } from '../../../src/store/attribute-columns.js';
import {
  type CountedColumn,
  type CountedRows,
  type CountQuestion,
  firstAt,
  valuesIn,
} from '../../../src/store/count.js';
import { countRows } from '../../../src/store/parquet/count.js';
import { countByDuckDb } from '../../../src/store/parquet/duckdb-count.js';
import { streamsOf } from '../../../src/store/parquet/lake.js';
import { allOf, EVERY, NONE, not, type Predicate } from '../../../src/store/predicate.js';
import { repeatingLog } from '../../engine/repeating-log.js';
import { draws } from '../../support/draws.js';
import { shippedFiles, storeFolder } from '../../support/shipped.js';

const folder = storeFolder();
after(() => rmSync(folder, { recursive: true }));

const COLUMNS: readonly CountedColumn[] = ['types', 'pid', 'auid', 'syscall', 'arch', 'success', 'comm', 'exe'];
const MORE: readonly CountedColumn[] = ['hostname', 'terminal', 'acct', 'auidName'];

const BELIEVED: Predicate = not({ kind: 'bits', column: 'odd', bits: ALL_ODD });
const BIN: Predicate = { kind: 'text', column: 'exe', text: 'bin', whole: false };

const questions: fc.Arbitrary<CountQuestion> = fc
  .record({
    by: fc.subarray([...COLUMNS, ...MORE], { minLength: 1, maxLength: 3 }),
    list: fc.constantFrom(undefined, 'files' as const, 'keys' as const),
    areItems: fc.boolean(),
    seconds: fc.constantFrom({ start: -Infinity, end: Infinity }, { start: 1_300_000_000, end: 1_700_000_000 }),
    counted: fc.constantFrom<Predicate>(
      ...[EVERY, NONE, BELIEVED, BIN, not(BIN), allOf([BELIEVED, not(BIN)])],
      { kind: 'types', values: [1300, 1327] },
      { kind: 'text', column: 'exe', text: "a'b/é", whole: false },
      { kind: 'number', column: 'arch', values: [] },
      not({ kind: 'texts', column: 'keys', text: 'a', whole: false }),
    ),
    streams: fc.constantFrom(undefined, ['one'], ["it's"]),
    wantsFirst: fc.boolean(),
    wantsSpan: fc.boolean(),
  })
  .map(({ by, list, areItems, ...rest }) => ({
    ...{ ...rest, read: NONE, by: list ? [...by, list] : by, items: areItems ? list : undefined },
  }));

/** Counts of one stream and of another are added, unless the first of each is wanted. */
function plain(rows: CountedRows, { by, items, wantsFirst }: CountQuestion): unknown {
  const counts = new Map<string, { count: number; start: number; end: number }>();
  const valuesAt = valuesIn(rows);
  for (let i = 0; i < rows.length; i++) {
    const [values, first, count = 0] = [valuesAt(i), firstAt(rows, i), rows.counts[i]];
    const span = { start: rows.spans?.starts[i] ?? 0, end: rows.spans?.ends[i] ?? 0 };
    const text = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));
    const shown = by.map((name) => text(name === items ? rows.items?.texts[i] : values[name]));
    const key = [...shown, wantsFirst ? JSON.stringify(first) : ''].join(' ');
    const known = counts.get(key) ?? { count: 0, ...span };
    const [start, end] = [Math.min(known.start, span.start), Math.max(known.end, span.end)];
    counts.set(key, { count: known.count + count, start, end });
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
    { numRuns: draws(6) },
  );
});
