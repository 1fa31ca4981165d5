import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AuditEvent } from '../../../src/log/event.js';
import { EventParts } from '../../../src/log/parts/event-parts.js';
import { AuditRecord } from '../../../src/log/record.js';
import { recordTypeNumber } from '../../../src/tables/record-types.js';

function eventOf(texts: readonly string[], node?: string): AuditEvent {
  const records = texts.map((text) => {
    const type = text.slice(0, text.indexOf(' '));
    const header = `${node === undefined ? '' : `node=${node} `}type=${type} msg=audit(1700000000.000:7)`;
    return AuditRecord.fromLine(recordTypeNumber(type), header + text.slice(type.length + 1));
  });
  return { sec: 1700000000, milli: 0, serial: 7, node, records };
}

/** The same records in one buffer, as a batch has them. */
function together(event: AuditEvent): AuditEvent {
  const bytes = Buffer.concat(event.records.map(({ line }) => Buffer.from(`${line}\n`, 'latin1')));
  let at = 0;
  const records = event.records.map(({ type, line, textEnd }) => {
    const record = new AuditRecord(type, bytes, at, at + textEnd, at + line.length, true);
    at += line.length + 1;
    return record;
  });
  return { ...event, records };
}

const SYSCALL =
  'SYSCALL : arch=c000003e syscall=2 success=yes exit=3 a0=7f a1=0 a2=1 a3=0 items=1 ppid=1 pid=22 auid=0 key="k"';

test('a SYSCALL record is head, passing values and rest', () => {
  for (const node of [undefined, 'host']) {
    const parts = new EventParts<string>();
    const event = together(eventOf([SYSCALL, 'CWD : cwd="/"'], node));
    parts.read(event);
    assert.equal(parts.count, 2);
    const [first, second] = parts.records;
    const { bytes, end } = event.records[0]!;
    assert.equal(bytes.toString('latin1', first!.body, parts.labelStart(0)), ': arch=c000003e syscall=2 success=yes');
    assert.equal(bytes.toString('latin1', parts.restStart(first!), end), ' auid=0 key="k"');
    const values = Array.from({ length: parts.passingCount }, (_, i) => parts.passingValue(i));
    assert.deepEqual(values, ['3', '7f', '0', '1', '0', '1', '1', '22']);
    assert.equal(second!.head, undefined);
    assert.equal(second!.firstPassing, second!.endPassing);
    assert.notEqual(second!.rest, undefined);
  }
});

test('an event’s first record is divided at a process id inside of its body, before the first quote', () => {
  const inside = 'ANOM_ABEND : auid=0 ses=1 pid=7 comm="x pid=8" sig=6';
  const parts = new EventParts<string>();
  const event = together(eventOf([inside, inside]));
  parts.read(event);
  const [first, second] = parts.records;
  const { bytes, end } = event.records[0]!;
  assert.equal(bytes.toString('latin1', first!.body, parts.labelStart(0)), ': auid=0 ses=1');
  assert.equal(bytes.toString('latin1', parts.restStart(first!), end), ' comm="x pid=8" sig=6');
  assert.equal(parts.passingValue(0), '7');
  assert.equal(second!.head, undefined);
  assert.equal(parts.passingCount, 1);

  const [head, rest] = [first!.head, first!.rest];
  parts.read(together(eventOf([inside.replace('pid=7', 'pid=77')])));
  assert.deepEqual([parts.records[0]!.head, parts.records[0]!.rest], [head, rest], 'the same ranges');

  for (const whole of ['USER : comm="x pid=8" a=1', 'USER : a=1 pid=? b=2', 'USER : a=1 ppid=8 b=2']) {
    parts.read(together(eventOf([whole])));
    assert.equal(parts.records[0]!.head, undefined, whole);
    assert.equal(parts.passingCount, 0, whole);
    assert.notEqual(parts.records[0]!.rest, undefined, whole);
  }
});

test('records of another form have no parts', () => {
  const parts = new EventParts<string>();
  for (const text of [
    'CWD ',
    `CWD : cwd="${'x'.repeat(600)}"`,
    SYSCALL.replace('a2=1 ', ''),
    SYSCALL.replace('a2=1', 'a2=?'),
  ]) {
    parts.read(eventOf([text]));
    assert.equal(parts.records[0]!.rest, undefined, text);
    assert.equal(parts.records[0]!.body, -1);
    assert.equal(parts.passingCount, 0);
  }
  parts.read({ ...eventOf([SYSCALL]), sec: 0 });
  assert.equal(parts.count, 0);
});

test('a range is the same one for the same bytes behind the same kind of header, and for no others', () => {
  const body = fc.string({ unit: fc.constantFrom('a', 'b', '=', ' ', '"'), minLength: 0, maxLength: 40 });
  const text = fc.tuple(fc.constantFrom('CWD', 'PATH', 'USER'), fc.constantFrom('', ' pid=1', ' pid=22'), body);
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 60 }), fc.boolean(), (all, isBatch) => {
      const parts = new EventParts<string>();
      for (const [type, pid, rest] of all) {
        const event = eventOf([`${type} :${pid} ${rest}`]);
        parts.read(isBatch ? together(event) : event);
        const known = parts.records[0]!.rest;
        assert.ok(known);
        const expected = `${type}${pid === '' ? '' : ' pid'} ${rest}`;
        known.note ??= expected;
        assert.equal(known.note, expected);
      }
    }),
  );
});

test('ranges that differ in one byte alone, wherever it stands, do not drive each other out', () => {
  for (const length of [5, 8, 15, 16, 24, 40]) {
    const parts = new EventParts<string>();
    const numbers = new Map<string, number | undefined>();
    for (const round of ['first', 'second']) {
      for (let at = 2; at < length; at++) {
        for (const letter of 'abcdefghijklmnop') {
          const text = `: ${'x'.repeat(length - 2)}`;
          const body = text.slice(0, at) + letter + text.slice(at + 1);
          parts.read(eventOf([`CWD ${body}`]));
          const number = parts.records[0]!.rest?.number;
          if (round === 'first') numbers.set(body, number);
          else assert.equal(number, numbers.get(body), body);
        }
      }
    }
  }
});

test('more ranges than there is room for drive others out, never mix with them', () => {
  const parts = new EventParts<string>();
  for (let i = 0; i < 30_000; i++) {
    const text = `CWD : cwd="/${i % 3 === 0 ? i % 5000 : i}"`;
    parts.read(eventOf([text]));
    const range = parts.records[0]!.rest;
    if (range === undefined) continue;
    range.note ??= text;
    assert.equal(range.note, text);
  }
});

test('a rest that comes once in an ever new log is not kept, one that comes again is, whatever a log says', () => {
  const parts = new EventParts<string>();
  const rests = (number: number): readonly [unknown, unknown] => {
    parts.read(eventOf(['CWD : cwd="/"'])); // ranges of a type none of which comes again are not asked for
    parts.read(eventOf([`CWD : cwd="/${number}"`, `CWD : cwd="/${number}/again"`]));
    return [parts.records[0]!.rest, parts.records[1]!.rest];
  };
  const isWorth = (): boolean[] => [0, 1].map((i) => parts.records[i]!.rest!.isWorth);
  for (let i = 0; i < 5000; i++) rests(i);
  const [first, second] = rests(5000);
  assert.deepEqual(isWorth(), [false, false]);
  assert.notEqual(first, second);
  parts.records[0]!.rest!.note = 'note';
  rests(5001);
  assert.equal(parts.records[0]!.rest!.note, undefined, 'another one has no note');
  const [again] = rests(5000);
  assert.deepEqual(isWorth(), [true, true]);
  assert.equal(parts.records[0]!.rest!.note, undefined);
  parts.records[0]!.rest!.note = 'note';
  rests(5002);
  assert.equal(rests(5000)[0], again);
  assert.equal(parts.records[0]!.rest!.note, 'note');
});
