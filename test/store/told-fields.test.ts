/** Of every event, the fields that columns are said to tell are those that reports read in its records. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accountsFor } from '../../src/accounts/accounts.js';
import { timeLocale } from '../../src/locale/locale.js';
import { eventsOf } from '../../src/log/batch.js';
import type { AuditEvent } from '../../src/log/event.js';
import { freshRecord } from '../../src/log/record.js';
import { valueReaders } from '../../src/reports/field-values.js';
import { attributeReader } from '../../src/store/attribute-columns.js';
import { blankRow } from '../../src/store/row.js';
import { markFields, TOLD_FIELDS, toldBit } from '../../src/store/told-fields.js';
import { repeatingLog } from '../engine/repeating-log.js';
import { batchesOf } from '../support/batches.js';
import { draws } from '../support/draws.js';

const keys = TOLD_FIELDS.map(({ field }) => ({ label: field, name: { field } }));
const showing = { accounts: accountsFor({}), locale: timeLocale({}, { utc: true }), interpret: false };
const readers = await valueReaders(keys, showing);
const readAttributes = attributeReader();

/** Bits of the fields that the event has, by what reports read; each is told or untold, and told only if the row has its values. */
async function assertTold(log: string): Promise<number> {
  let told = 0;
  for (const batch of await batchesOf(Buffer.from(log, 'latin1'))) {
    for (const event of eventsOf(batch)) {
      const unread = (): AuditEvent => ({ ...event, records: event.records.map(freshRecord) });
      const row = blankRow();
      readAttributes(unread(), row);
      markFields(unread(), row);
      assert.equal(row.told & row.untold, 0);
      for (const [i, { field, values }] of TOLD_FIELDS.entries()) {
        const found = readers[i]?.(unread()) ?? [];
        const bits = row.told | row.untold;
        assert.equal((bits & toldBit(field)) !== 0, found.length > 0, field);
        if ((row.told & toldBit(field)) === 0) continue;
        assert.deepEqual(values(row), found, field);
        told++;
      }
    }
  }
  return told;
}

test('the fields of pieces of real logs, with a byte changed here and there', async () => {
  await fc.assert(
    fc.asyncProperty(repeatingLog, async (log) => void (await assertTold(log))),
    { numRuns: draws(30) },
  );
});

const call = (rest: string): string =>
  `type=SYSCALL msg=audit(1700000000.000:1): arch=c000003e syscall=59 success=yes exit=0 ppid=1 pid=2 ${rest}\n`;
const path = 'type=PATH msg=audit(1700000000.000:1): item=0 name="/x"';

test('what a column tells, and what it does not', async () => {
  const told = async (...lines: readonly string[]): Promise<number> => assertTold(lines.join(''));
  const all = 'auid=5 uid=0 tty=pts0 ses=3 comm="a b" exe="/bin/a" key="k"';
  const whole = await told(call(all));
  assert.equal(whole, 12);
  // One value in two records is one; others make the field one that the lines tell.
  assert.equal(await told(call(all), `${path} pid=2\n`), whole);
  assert.equal(await told(call(all), `${path} pid=3\n`), whole - 1);
  assert.equal(await told(call(all.replace('"a b"', '6120'))), whole);
  assert.equal(await told(call(all.replace('auid=5', 'auid=-1'))), whole - 1);
  assert.equal(await told(call(all.replace('/bin/a', '/\xff'))), whole - 1);
});
