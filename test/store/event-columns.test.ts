/** Columns of events whose shape came before are made without a look at their records; that must not show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventsOf } from '../../src/log/batch.js';
import type { AuditEvent } from '../../src/log/event.js';
import { freshRecord } from '../../src/log/record.js';
import { attributeReader } from '../../src/store/attribute-columns.js';
import { EventReader } from '../../src/store/event-columns.js';
import { blankRow } from '../../src/store/row.js';
import { RowBlock } from '../../src/store/row-block.js';
import { markFields } from '../../src/store/told-fields.js';
import { repeatingLog } from '../engine/repeating-log.js';
import { batchesOf } from '../support/batches.js';
import { draws } from '../support/draws.js';

async function assertSame(log: string): Promise<void> {
  const reader = new EventReader();
  const readAttributes = attributeReader();
  for (const batch of await batchesOf(Buffer.from(log, 'latin1'))) {
    const expected = [...eventsOf(batch)].map((event) => {
      const row = blankRow();
      row.types = event.records.map(({ type }) => type);
      const unread = (): AuditEvent => ({ ...event, records: event.records.map(freshRecord) });
      readAttributes(unread(), row);
      markFields(unread(), row);
      return row;
    });
    reader.begin(batch);
    const rows = expected.map(() => {
      const row = blankRow();
      return { row, said: reader.next(row) };
    });
    const block = new RowBlock();
    for (const { row, said } of rows) block.append(row, said);
    assert.deepEqual(
      block.rows().map((row) => ({ ...row, raw: blankRow().raw })),
      expected,
    );
  }
}

test('columns by shape are those of the records', async () => {
  await fc.assert(fc.asyncProperty(repeatingLog, assertSame), { numRuns: draws(40) });
});

test('columns of a host are those of its records, and kinds of events are those of other hosts', async () => {
  const plain = ['web01', 'db-2.example.org', '1.2.3.4', 'a'.repeat(60)];
  const strange = ['a b', 'n\u00e4me', 'x=y', '"q"', ''];
  const log = (hosts: readonly string[]): string =>
    ['exit=0 a0=1', 'exit=3 a0=2']
      .flatMap((fields, i) => {
        const line = call(i + 1, `${fields} ppid=${i} pid=2 uid=0 ses=3 comm="a" exe="/bin/a" key="k"`);
        return hosts.map((host) => `node=${host} ${line}`);
      })
      .join('');
  await assertSame(log([...plain, ...strange, ...plain]));
  const reader = new EventReader();
  const said = new Set<object>();
  for (const batch of await batchesOf(Buffer.from(log(plain)))) {
    reader.begin(batch);
    for (const _ of eventsOf(batch)) said.add(reader.next(blankRow()));
  }
  // The first is read, the second one learnt.
  assert.equal(said.size, 3);
});

function call(serial: number, fields: string): string {
  return `type=SYSCALL msg=audit(1700000000.000:${serial}): arch=c000003e syscall=59 success=yes ${fields}\n`;
}

test('process ids, exit codes and arguments of a shape differ', async () => {
  const rest = 'auid=4294967295 uid=0 gid=0 euid=0 egid=0 tty=pts0 ses=3 comm="a" exe="/bin/a" key=(null)';
  const fields = [
    `exit=0 a0=1 a1=2 a2=3 a3=4 items=0 ppid=1 pid=2 ${rest}`,
    `exit=-13 a0=a a1=b a2=c a3=d items=0 ppid=3 pid=4 ${rest}`,
    `exit=7 a0=ffffffffffffffffffff a1=2 a2=3 a3=4 items=0 ppid=5 pid=6 ${rest}`,
    `exit=8 a0=1 a1=2 a2=3 a3=4 items=0 ppid=4294967295 pid=99999999999 ${rest}`,
    `exit=9 a0=1 a1=2 a2=3 a3=4 items=0 ppid=6 pid=7 ${rest} pid=7`,
    `exit=9 a0=1 a1=2 a2=3 a3=4 items=0 ppid=6 pid=8 ${rest} pid=7`,
  ];
  await assertSame(fields.map((one, i) => call(i + 1, one)).join(''));
});

test('values that stand where others are read, or that are the same by chance', async () => {
  const rest = 'auid=1 uid=0 gid=0 euid=0 egid=0 tty=pts0';
  const twice = (fields: (round: number) => string): string =>
    [1, 2, 3, 4].map((round) => call(round, fields(round))).join('');
  const path = (round: number, name: string): string =>
    `type=PATH msg=audit(1700000000.000:${round}): item=0 name="${name}" inode=${round} dev=fd:01 mode=0100644 nametype=NORMAL\n`;
  const logs = [
    twice(
      (n) =>
        `exit=0 a0=1 a1=2 a2=3 a3=4 items=0 ppid=1 pid=${n} ${rest} ses=${n} comm="a pid=${n} b" exe="/x" key=(null)`,
    ),
    twice(
      (n) =>
        `exit=0 a0=1 a1=2 a2=3 a3=4 items=0 ppid=1 pid=1 ${rest} ses=1 comm="a msg=audit(1.2:${n} b" exe="/x" key=(null)`,
    ),
    twice(
      (n) =>
        `exit=${n} a0=${n} a1=2 a2=3 a3=4 items=0 ppid=${n} pid=${n} ${rest} ses=${n} comm="a" exe="/x" key="${n}" pid=${n % 2}`,
    ),
    twice(
      (n) => `exit=-${n} a0=1 a1=2 a2=3 a3=4 items=0 ppid=0${n} pid=00 ${rest} ses=-1 comm="a" exe="/x" key=(null)`,
    ),
    [1, 2, 3, 4, 5, 6]
      .map((n) => {
        const second = ['/a', './a', '../a', '/b', '/b/c d', 'x=y'][n - 1]!;
        const cwd = `type=CWD msg=audit(1700000000.000:${n}): cwd="/home"\n`;
        const opened = call(
          n,
          `exit=3 a0=1 a1=2 a2=3 a3=4 items=2 ppid=1 pid=2 ${rest} ses=3 comm="a" exe="/x" key=(null)`,
        );
        return opened + cwd + path(n, `/f${n}`) + path(n, second) + path(n, n % 2 === 0 ? `/f${n}` : '/other');
      })
      .join(''),
  ];
  for (const log of logs) await assertSame(log + log.replaceAll('audit(17', 'audit(18'));
});
