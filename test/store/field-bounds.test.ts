/** What columns say of comparisons with fields: rows that surely match do, and no row that matches is left out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accountsFor } from '../../src/accounts/accounts.js';
import { toBytes } from '../../src/bytes/text.js';
import { AuditError } from '../../src/errors.js';
import { eventsOf } from '../../src/log/batch.js';
import type { AuditEvent } from '../../src/log/event.js';
import { freshRecord } from '../../src/log/record.js';
import type { Criterion } from '../../src/query/criterion.js';
import type { Comparison } from '../../src/query/field/comparison.js';
import { compileQuery } from '../../src/query/match.js';
import { attributeReader } from '../../src/store/attribute-columns.js';
import { boundsOf } from '../../src/store/bounds.js';
import { evaluator } from '../../src/store/evaluate.js';
import type { Predicate } from '../../src/store/predicate.js';
import { blankRow, COLUMN_NAMES, type ColumnName, type Row } from '../../src/store/row.js';
import { shownText } from '../../src/store/text.js';
import { markFields, TOLD_FIELDS } from '../../src/store/told-fields.js';
import { repeatingLog } from '../engine/repeating-log.js';
import { batchesOf } from '../support/batches.js';
import { draws } from '../support/draws.js';

const accounts = accountsFor({});
const readAttributes = attributeReader();
const unread = (event: AuditEvent): AuditEvent => ({ ...event, records: event.records.map(freshRecord) });

function rowOf(event: AuditEvent): Row {
  const row = blankRow();
  row.serial = event.serial;
  row.node = event.node === undefined ? undefined : shownText(event.node);
  row.types = event.records.map(({ type }) => type);
  readAttributes(unread(event), row);
  markFields(unread(event), row);
  return row;
}

function holds(predicate: Predicate, row: Row): boolean {
  const columns = Object.fromEntries(COLUMN_NAMES.map((name: ColumnName) => [name, [row[name]]]));
  return evaluator(predicate, columns)(0);
}

const NAMES = [
  ...TOLD_FIELDS.map(({ field }) => field),
  'type',
  'node',
  'serial',
  'name',
  'tty',
  'exit',
  'addr',
  'AUID',
];

/** Fields with values that the log has for them, whole and in part, and with others; in records of types that it has. */
function comparisonsOf(log: string): fc.Arbitrary<Comparison> {
  const pairs = Array.from(
    log.matchAll(/[ '](\w+)=("?)([^\s"']{1,40})\2(?=[\s'])/g),
    ([, field = '', , value = '']) => ({
      field,
      value,
    }),
  ).filter(({ field }) => NAMES.includes(field));
  const identities = Array.from(log.matchAll(/type=(\w+) msg=audit\(\d+\.\d+:(\d+)/g), ([, type = '', serial = '']) => [
    { field: 'type', value: type },
    { field: 'serial', value: serial },
  ]).flat();
  const values = ['0', '-1', 'root', '/bin', 'x', 'AVC', '2F62', ...pairs.map(({ value }) => value)];
  const known = [...pairs, ...identities];
  const any = fc.record({ field: fc.constantFrom(...NAMES), value: fc.constantFrom(...values) });
  const asked = known.length === 0 ? any : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, any);
  const part = fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 6 }));
  return fc
    .record({
      ...{ asked, part, others: fc.array(fc.constantFrom(...values), { maxLength: 2 }) },
      operator: fc.constantFrom('=' as const, 'contains' as const, 'in' as const, 'has' as const),
      type: fc.option(fc.constantFrom(1300, 1302, 1112, 1105, 1307), { nil: undefined }),
    })
    .map(({ asked: { field, value }, part: [from, length], others, operator, type }) => {
      const piece = value.slice(from, from + length) || value;
      const written = { '=': [value], contains: [piece], in: [value, ...others], has: [] }[operator];
      return { field, operator, values: written.map(toBytes), ...(type !== undefined && { type }) };
    });
}

async function assertBounded(log: string, comparison: Comparison): Promise<void> {
  const tree: Criterion = { kind: 'is', name: 'field', value: comparison };
  let matches: (event: AuditEvent) => boolean;
  try {
    ({ matches } = await compileQuery({ criterion: tree }, { accounts }));
  } catch (error) {
    assert.ok(error instanceof AuditError && error.code === 'usage', String(error)); // the field has no such value
    return;
  }
  const { surely, maybe } = boundsOf(tree);
  for (const batch of await batchesOf(Buffer.from(log, 'latin1'))) {
    for (const event of eventsOf(batch)) {
      const row = rowOf(event);
      const [sure, isMatch, possible] = [holds(surely, row), matches(unread(event)), holds(maybe, row)];
      const what = JSON.stringify(comparison);
      assert.ok(!sure || isMatch, `${what} surely holds for serial ${event.serial}`);
      assert.ok(!isMatch || possible, `${what} holds for serial ${event.serial}`);
    }
  }
}

test('comparisons with fields of pieces of real logs', async () => {
  const asked = repeatingLog.chain((log) =>
    fc.tuple(fc.constant(log), fc.array(comparisonsOf(log), { minLength: 4, maxLength: 8 })),
  );
  await fc.assert(
    fc.asyncProperty(asked, async ([log, comparisons]) => {
      for (const comparison of comparisons) await assertBounded(log, comparison);
    }),
    { numRuns: draws(60) },
  );
});
