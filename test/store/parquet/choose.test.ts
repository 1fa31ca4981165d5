/** Rows that satisfy a predicate, chosen by DuckDB or by us with a look at the extremes of row groups, are all that do. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { columnsOf, evaluator } from '../../../src/store/evaluate.js';
import { chosenByDuckDb } from '../../../src/store/parquet/duckdb-choose.js';
import { mayHold } from '../../../src/store/parquet/extremes.js';
import { readColumns, streamsOf } from '../../../src/store/parquet/lake.js';
import type { Predicate } from '../../../src/store/predicate.js';
import { KIND } from '../../../src/store/row.js';
import { ALWAYS } from '../../../src/store/second-range.js';
import { duckDb, eventsText } from '../../../src/store/sql/where.js';
import { repeatingLog } from '../../engine/repeating-log.js';
import { draws } from '../../support/draws.js';
import { shippedFiles, storeFolder } from '../../support/shipped.js';

const folder = storeFolder();
after(() => rmSync(folder, { recursive: true }));

/** As the log has them, and some that it has not. */
function predicatesOf(log: string): fc.Arbitrary<Predicate> {
  const numbers = Array.from(log.matchAll(/=(\d{1,9}) /g), ([, digits]) => Number(digits));
  const texts = Array.from(log.matchAll(/="([^"]{1,40})"/g), ([, text = '']) => text);
  const number = fc.constantFrom(0, 1, 4294967295, 5_000_000, ...numbers);
  const text = fc.constantFrom('', 'bin', "o'x", '\u{10ffff}', ...texts);
  return fc.letrec<{ one: Predicate; tree: Predicate }>((tie) => ({
    one: fc.oneof(
      fc.record({
        kind: fc.constant('number' as const),
        column: fc.constantFrom('pid', 'ppid', 'uid', 'auid', 'session', 'serial', 'syscall', 'success', 'arch'),
        values: fc.array(number, { maxLength: 2 }),
      }),
      fc.record({ kind: fc.constant('exit' as const), value: fc.constantFrom(-13n, 0n, 3n, -(2n ** 40n)) }),
      fc.record({ kind: fc.constant('types' as const), values: fc.array(fc.constantFrom(1300, 1302, 1112, 1400)) }),
      fc.record({
        kind: fc.constant('bits' as const),
        column: fc.constantFrom('odd', 'told', 'untold'),
        bits: fc.constantFrom(1, 2 ** 28, 2 ** 29 - 1),
      }),
      fc.record({
        kind: fc.constant('text' as const),
        column: fc.constantFrom('comm', 'exe', 'cwd', 'terminal', 'uidName'),
        ...{ text, whole: fc.boolean() },
      }),
      fc.record({
        kind: fc.constant('texts' as const),
        column: fc.constantFrom('files', 'keys', 'subjects'),
        ...{ text, whole: fc.boolean() },
      }),
    ),
    tree: fc.oneof(
      { maxDepth: 2 },
      tie('one'),
      fc.record({ kind: fc.constantFrom('and', 'or'), of: fc.array(tie('tree'), { maxLength: 3 }) }),
      fc.record({ kind: fc.constant('not' as const), of: tie('tree') }),
    ),
  })).tree;
}

const asked = repeatingLog.chain((log) =>
  fc.tuple(fc.constant(log), fc.array(predicatesOf(log), { minLength: 15, maxLength: 15 })),
);

test('all rows that satisfy a predicate are chosen, and no others', async () => {
  await fc.assert(
    fc.asyncProperty(asked, repeatingLog, async ([one, predicates], two) => {
      const files = await shippedFiles(folder, { one, two }, 20);
      const lake = await streamsOf(files);
      const names = files.map(({ name }) => name);
      for (const predicate of predicates) {
        const expected: [string, number][] = [];
        for (const unit of lake.flatMap(({ units }) => units)) {
          const { kind = [], ...columns } = await readColumns(unit, ['kind', ...columnsOf(predicate)]);
          const holds = evaluator(predicate, columns);
          const rows = [...kind.keys()].filter((i) => kind[i] === KIND.event && holds(i));
          if (rows.length > 0) assert.ok(mayHold(predicate, unit.extremes), 'a group is not ruled out');
          for (const row of rows) expected.push([unit.stream, unit.first + row]);
        }
        const chosen = await chosenByDuckDb(names, eventsText(ALWAYS, predicate, duckDb), assert.fail);
        assert.ok(chosen, 'DuckDB is there');
        const found = [...chosen].flatMap(([stream, rows]) => rows.map(({ ord }) => [stream, ord]));
        assert.deepEqual(found.sort(), expected.sort());
      }
    }),
    { numRuns: draws(6) },
  );
});

test('a group is ruled out by its extremes', async () => {
  const line = (i: number): string =>
    `type=SYSCALL msg=audit(1700000000.000:${i}): arch=c000003e syscall=59 success=yes exit=0 a0=1 a1=2 a2=3 a3=4 ` +
    `items=0 ppid=1 pid=${i} auid=5 uid=0 gid=0 euid=0 egid=0 tty=pts0 ses=1 comm="a" exe="/bin/a" key=(null)\n`;
  const files = await shippedFiles(folder, { one: [7, 8, 9].map(line).join('') }, 3);
  const [unit] = (await streamsOf(files)).flatMap(({ units }) => units);
  assert.ok(unit);
  for (const [column, value, may] of [
    ['serial', 6, false],
    ['serial', 8, true],
    ['pid', 10, false],
    ['auid', 4294967295, false],
    ['auid', 5, true],
  ] as const)
    assert.equal(mayHold({ kind: 'number', column, values: [value] }, unit.extremes), may, `${column} ${value}`);
  assert.equal(mayHold({ kind: 'bits', column: 'odd', bits: 1 }, unit.extremes), false);
});
