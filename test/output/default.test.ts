import assert from 'node:assert';
import { test } from 'node:test';
import { cLocale } from '../../src/locale/locale.js';
import type { AuditEvent } from '../../src/log/event.js';
import { AuditRecord } from '../../src/log/record.js';
import { DefaultFormatter } from '../../src/output/default.js';
import { type Formatter, gatheredText } from '../../src/output/formatter.js';
import { RawFormatter } from '../../src/output/raw.js';

const EVENT: AuditEvent = {
  sec: 1700000000,
  milli: 1,
  serial: 7,
  node: undefined,
  records: [
    AuditRecord.fromLine(1300, 'type=SYSCALL a=1\x1dUID="root"'),
    AuditRecord.fromLine(1307, 'type=CWD b=\x1b'),
  ],
};

function output(formatter: Formatter): string {
  return gatheredText((out) => formatter.event(EVENT, out));
}

test('default output: time, then records from the last one on, escaped and without their enriched part', () => {
  const text = output(new DefaultFormatter({ escape: 'tty', locale: cLocale() }));
  assert.strictEqual(text, '----\ntime->Tue Nov 14 22:13:20 2023\ntype=CWD b=\\033\ntype=SYSCALL a=1\n');
});

test('raw output: every record of an enriched event gets a separator', () => {
  assert.strictEqual(output(new RawFormatter()), 'type=SYSCALL a=1\x1dUID="root"\ntype=CWD b=\x1b\x1d\n');
});
