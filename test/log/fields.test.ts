import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fieldNumber, fieldValue, plainValue, someField, visitFields } from '../../src/log/fields.js';
import { draws } from '../support/draws.js';

function fieldsOf(text: string): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  visitFields(text, 0, (name, raw) => {
    found.push([name, raw]);
    return false;
  });
  return found;
}

function valuesOf(text: string, name: string): readonly string[] {
  const found: string[] = [];
  someField(text, name, (raw) => {
    found.push(raw);
    return false;
  });
  return found;
}

test('every field as it stands, those inside msg too', () => {
  const text =
    'node=a type=USER_AUTH msg=audit(1.002:3): pid=7 key=(null) tty=(none) msg=\'op=PAM:x acct="a b" exe=2F62 ' +
    "(hostname=?, addr=?, terminal=pts/0 res=success)'";
  assert.deepEqual(fieldsOf(text), [
    ['node', 'a'],
    ['type', 'USER_AUTH'],
    ['msg', 'audit(1.002:3):'],
    ['pid', '7'],
    ['key', '(null)'],
    ['tty', '(none)'],
    ['op', 'PAM:x'],
    ['acct', '"a b"'],
    ['exe', '2F62'],
    ['hostname', '?'],
    ['addr', '?'],
    ['terminal', 'pts/0'],
    ['res', 'success'],
  ]);
});

test('the first of a name; part of a name or of a value is no field', () => {
  assert.equal(fieldValue(' opid=1 ppid=2 pid=3 pid=4', 'pid'), '3');
  assert.equal(fieldValue(' comm="x exe=/bin/su" exe="/bin/sh"', 'exe'), '"/bin/sh"');
  assert.equal(fieldValue(' comm=a,exe=/bin/su exe="/bin/sh"', 'exe'), '"/bin/sh"');
  assert.equal(fieldValue(' comm="x', 'comm'), '"x');
  assert.equal(fieldValue(' a=1', 'b'), undefined);
  assert.equal(fieldValue('ARCH=x86_64 SYSCALL=openat', 'ARCH'), 'x86_64');
  assert.equal(fieldNumber(' exit=-13 a0=', 'exit'), -13);
  assert.equal(fieldNumber(' exit=-13 a0=', 'a0'), undefined);
  assert.equal(fieldNumber(' name=x', 'name'), undefined);
});

test('a field by its name is one of the fields in order, whatever the text', () => {
  const piece = fc.constantFrom(
    ...[' ', '=', '"', "'", '(', ')', ',', "msg='", 'pid', 'ppid', 'a', 'pid=', ' pid=', '="', "='", "')", '1', ':'],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      const text = pieces.join('');
      for (const name of ['pid', 'a']) {
        const values = fieldsOf(text).flatMap(([found, raw]) => (found === name ? [raw] : []));
        assert.deepEqual(valuesOf(text, name), values, text);
        assert.equal(fieldValue(text, name), values[0], text);
      }
    }),
    { numRuns: draws(5000) },
  );
});

test('values without quotes and out of hex digits', () => {
  assert.equal(plainValue('"a b"', true), 'a b');
  assert.equal(plainValue('2F62', true), '/b');
  assert.equal(plainValue('2F62', false), '2F62');
  assert.equal(plainValue('(null)', true), '(null)');
});
