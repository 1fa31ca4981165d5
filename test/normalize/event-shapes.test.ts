import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEvent } from '../../src/log/event.js';
import { AuditRecord } from '../../src/log/record.js';
import { EventShapes } from '../../src/normalize/event-shapes.js';
import { CWD, PROCTITLE } from '../../src/tables/generated/record-type.js';

/** Each is the only one of its shape; their first records are all alike. */
function eventOf(number: number): AuditEvent {
  const begin = 'msg=audit(1700000000.000:7):';
  const records = [
    AuditRecord.fromLine(CWD, `type=CWD ${begin} cwd="/"`),
    AuditRecord.fromLine(PROCTITLE, `type=PROCTITLE ${begin} proctitle="command-${number}"`),
  ];
  return { sec: 1700000000, milli: 0, serial: 7, node: undefined, records };
}

test('shapes that come once each are not worth a value, those that come again are', () => {
  const shapes = new EventShapes<string>();
  const keptAtOnce = (from: number, count: number): number => {
    let kept = 0;
    for (let n = from; n < from + count; n++) {
      shapes.get(eventOf(n));
      if (shapes.keeps) kept++;
      shapes.get(eventOf(-1)); // ranges of a type none of which comes again are not asked for
    }
    return kept;
  };
  assert.equal(keptAtOnce(0, 1000), 1000);
  keptAtOnce(1000, 3000);
  assert.equal(keptAtOnce(4000, 10), 0);
  shapes.get(eventOf(4009));
  assert.ok(shapes.keeps);
  shapes.keep('value', 5, []);
  assert.equal(shapes.get(eventOf(4008)), undefined);
  assert.equal(shapes.get(eventOf(4009)), 'value');
});

test('all is forgotten when values take too many bytes together', () => {
  const shapes = new EventShapes<number>();
  const keep = (n: number): void => {
    shapes.get(eventOf(n));
    shapes.keep(n, 1 << 20, []);
  };
  for (let n = 0; n < 8; n++) keep(n);
  assert.equal(shapes.get(eventOf(3)), 3);
  keep(8);
  assert.equal(shapes.get(eventOf(3)), undefined);
});

test('whoever has looked whether events come again says what is worth keeping', () => {
  const shapes = new EventShapes<string>();
  for (let n = 0; n < 10; n++) {
    assert.equal(shapes.get(eventOf(n), false), undefined);
    assert.equal(shapes.keeps, false);
    shapes.keep('not kept', 8, []);
    assert.equal(shapes.last, undefined);
  }
  for (let n = 0; n < 5000; n++) {
    shapes.get(eventOf(-1));
    assert.equal(shapes.get(eventOf(n), true), undefined);
    assert.ok(shapes.keeps, 'more than are kept at once otherwise');
    shapes.keep(`value ${n}`, 8, []);
  }
  assert.equal(shapes.get(eventOf(4321), true), 'value 4321');
  assert.equal(shapes.get(eventOf(4321)), 'value 4321');
  assert.equal(shapes.get(eventOf(4321), false), undefined);
  assert.equal(shapes.last, undefined);
});
