import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AuditRecord } from '../../src/log/record.js';
import { FieldCursor } from '../../src/normalize/cursor.js';
import { NO_FIELD } from '../../src/normalize/field-ref.js';
import { EventFields } from '../../src/normalize/fields.js';

const SYSCALL = 1300;
const AVC = 1400;

function load(type: number, ...bodies: string[]): EventFields {
  const fields = new EventFields();
  fields.load(bodies.map((body) => AuditRecord.fromLine(type, `type=X msg=audit(1.000:1): ${body}`)));
  return fields;
}

/** Names and values of the first record, without `type`. */
function pairs(fields: EventFields): string[][] {
  return Array.from({ length: fields.count(0) - 1 }, (_, i) => {
    const ref = fields.at(0, i + 1);
    return [fields.name(ref), fields.raw(ref)];
  });
}

test('tokens become fields, prose around them is trimmed', () => {
  const body = `words a=1 msg='op=x (hostname=h, addr=?, tty=(none) k=a:,') empty= res=success'`;
  assert.deepEqual(pairs(load(SYSCALL, body)), [
    ['a', '1'],
    ['op', 'x'],
    ['hostname', 'h'],
    ['addr', '?'],
    ['tty', '(none)'],
    ['k', "a:,'"],
    ['res', 'success'],
  ]);
});

test('several keys are several fields', () => {
  assert.deepEqual(pairs(load(SYSCALL, 'key=6B31016B2032 key="a b" key=zz key=(null)')), [
    ['key', '"k1"'],
    ['key', '6B2032'],
    ['key', '"a'],
    ['key', '(null)'],
  ]);
});

test('AVC words are fields, unless the list is too long', () => {
  const avc = load(AVC, 'avc:  denied  { read write } for  pid=1');
  assert.deepEqual(pairs(avc), [
    ['seresult', 'denied'],
    ['seperms', 'read,write'],
    ['pid', '1'],
  ]);
  assert.ok(load(AVC, `avc:  denied  { ${'w'.repeat(255)} } for  pid=1`).isCutShort(0));
  assert.ok(!load(AVC, `avc:  denied  { ${'w'.repeat(254)} } for  pid=1`).isCutShort(0));
});

test('lookups go on from the last one; a miss hides what is behind it', () => {
  const fields = load(SYSCALL, 'a=1 b=2 c=3', 'a=4 d=5');
  const cursor = new FieldCursor(fields);
  assert.equal(fields.raw(cursor.find('b')), '2');
  assert.equal(fields.raw(cursor.find('a')), '4', 'the first a is behind the cursor');
  assert.equal(cursor.find('c'), NO_FIELD);
  assert.ok(cursor.isAtEnd);
  assert.equal(cursor.find('a'), NO_FIELD, 'nothing is found from the end');
  cursor.moveTo(0, 3);
  assert.equal(cursor.find('d'), NO_FIELD, 'from the last field of a record, other records are not searched');
  assert.equal(cursor.record, 0);
});

test('whole quotes keep blanks', () => {
  const fields = new EventFields({ wholeQuotes: true });
  fields.load([AuditRecord.fromLine(SYSCALL, 'type=X op="a b=c" x="open')]);
  assert.deepEqual(pairs(fields), [
    ['op', '"a b=c"'],
    ['x', '"open'],
  ]);
});

test('any text splits without trouble', () => {
  const word = fc.constantFrom(
    '=',
    '"',
    "'",
    ' ',
    '(',
    ')',
    'msg=',
    "msg='",
    'key=',
    '{',
    '}',
    'avc',
    ',',
    ':',
    'a',
    '\x01',
    '0',
  );
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 40 }),
      fc.constantFrom(SYSCALL, AVC),
      fc.boolean(),
      (words, type, wholeQuotes) => {
        const fields = new EventFields({ wholeQuotes });
        fields.load([AuditRecord.fromLine(type, words.join(''))]);
        for (let i = 0; i < fields.count(0); i++) {
          const ref = fields.at(0, i);
          assert.ok(fields.isNamed(ref, fields.name(ref)));
          assert.equal(typeof fields.raw(ref), 'string');
        }
      },
    ),
  );
});
