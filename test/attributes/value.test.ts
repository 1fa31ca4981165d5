/** What readers of values leave behind for the step after them: where the value ended. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialAttributes } from '../../src/attributes/attributes.js';
import { RecordScan } from '../../src/attributes/record-scan.js';
import { type PlainValue, readers } from '../../src/attributes/value.js';
import { AuditRecord } from '../../src/log/record.js';

/** Reads the value at 10 of a record whose cursor stands at 5. */
function scanned(kind: PlainValue, value: string): { readonly rc: number; readonly scan: RecordScan } {
  const record = AuditRecord.fromLine(1300, `type=X  a=${value}`);
  const scan = new RecordScan(record, initialAttributes(), { debug: false, write: () => {} }, 'keep');
  scan.start(record);
  scan.cursor = 5;
  const rc = readers[kind]({ endsAt: '<sp>', errors: { unterminated: 3, bad: 4 } })(scan, 10);
  return { rc, scan };
}

test('an encoded text leaves the cursor where it was, a quoted one ends at its quote', () => {
  assert.equal(scanned('qstr', '6162 c=d').scan.end, 5);
  assert.equal(scanned('qstr', '"ab" c=d').scan.end, 13);
  assert.equal(scanned('qstr', '"ab').rc, 3);
});

test('a result ends behind its letters, whatever their case', () => {
  assert.equal(scanned('failed-letters', 'failedZz9').scan.end, 18);
  assert.equal(scanned('failed-letters', 'failedAa').scan.end, 18);
  assert.equal(scanned('failed-letters', '9').rc, 3);
});

test('a file without a name ends behind its parenthesis', () => {
  assert.equal(scanned('path', '(null)x').scan.end, 16);
});
