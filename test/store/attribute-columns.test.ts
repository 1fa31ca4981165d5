/** A column that is not marked as odd says what every search finds, whatever else it asks for, and what every report finds. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Group } from '../../src/attributes/attributes.js';
import { type Attributes, createExtractor } from '../../src/attributes/extractor.js';
import { eventsOf } from '../../src/log/batch.js';
import { enrichedName } from '../../src/log/enrichment.js';
import type { AuditEvent } from '../../src/log/event.js';
import { type AuditRecord, freshRecord } from '../../src/log/record.js';
import { type AttributeColumn, attributeReader, bitOf, ODD, URING } from '../../src/store/attribute-columns.js';
import { blankRow, type Row } from '../../src/store/row.js';
import { logs as realLogs, repeatingLog } from '../engine/repeating-log.js';
import { batchesOf } from '../support/batches.js';
import { draws } from '../support/draws.js';

/** What fills a column, and how it is read plainly; texts are bytes. */
const COLUMNS: { readonly [K in AttributeColumn]: readonly [Group, (from: Attributes) => unknown] } = {
  pid: ['pid', ({ pid }) => pid],
  ppid: ['ppid', ({ ppid }) => ppid],
  uid: ['uid', ({ uid }) => uid],
  euid: ['euid', ({ euid }) => euid],
  gid: ['gid', ({ gid }) => gid],
  egid: ['egid', ({ egid }) => egid],
  auid: ['auid', ({ auid }) => auid],
  session: ['session', ({ session }) => session],
  syscall: ['syscall', ({ syscall }) => syscall],
  arch: ['arch', ({ arch }) => (arch === 'uring' ? URING : arch)],
  exit: ['exit', ({ exit }) => (exit === undefined ? undefined : BigInt(exit))],
  success: ['success', ({ success }) => success],
  comm: ['comm', ({ comm }) => comm],
  exe: ['exe', ({ exe }) => exe],
  cwd: ['file', ({ cwd }) => cwd],
  hostname: ['hostname', ({ hostname }) => hostname],
  terminal: ['terminal', ({ terminal }) => terminal],
  uuid: ['uuid', ({ uuid }) => uuid],
  vm: ['vm', ({ vmName }) => vmName],
  files: ['file', ({ files }) => files ?? []],
  keys: ['key', ({ keys }) => keys ?? []],
  subjects: ['subject', ({ contexts }) => contexts?.flatMap(({ subject }) => subject ?? []) ?? []],
  objects: ['object', ({ contexts }) => contexts?.flatMap(({ object }) => object ?? []) ?? []],
  uidName: ['uid', ({ uidRecord }) => nameIn(uidRecord, 'uid')],
  euidName: ['euid', ({ euidRecord }) => nameIn(euidRecord, 'euid')],
  auidName: ['auid', ({ auidRecord }) => nameIn(auidRecord, 'auid')],
  gidName: ['gid', ({ gidRecord }) => nameIn(gidRecord, 'gid')],
  egidName: ['egid', ({ egidRecord }) => nameIn(egidRecord, 'egid')],
};

function nameIn(record: AuditRecord | undefined, field: string): string | undefined {
  return record && enrichedName(record, field);
}

const GROUPS = [...new Set(Object.values(COLUMNS).map(([group]) => group))];
const MORE = ['acct', 'avc', 'nametype'] as const;

const unread = (event: AuditEvent): AuditEvent => ({ ...event, records: event.records.map(freshRecord) });
const asBytes = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(asBytes) : typeof value === 'string' ? Buffer.from(value).toString('latin1') : value;

const readAttributes = attributeReader();

function rowOf(event: AuditEvent): Row {
  const row = blankRow();
  readAttributes(unread(event), row);
  return row;
}

const believed = (row: Row): readonly AttributeColumn[] => ODD.filter((column) => (row.odd & bitOf(column)) === 0);

test('columns are what is found with any other groups', async () => {
  await fc.assert(
    fc.asyncProperty(repeatingLog, fc.subarray([...GROUPS, ...MORE]), fc.boolean(), async (log, groups, plainTexts) => {
      const wanted = new Set(groups);
      const { extract } = createExtractor(wanted, { plainTexts });
      for (const batch of await batchesOf(Buffer.from(log, 'latin1'))) {
        for (const event of eventsOf(batch)) {
          const found = extract(unread(event));
          assert.ok(found);
          const row = rowOf(event);
          for (const column of believed(row)) {
            const [group, read] = COLUMNS[column];
            if (wanted.has(group)) assert.deepEqual(asBytes(row[column]), read(found), column);
          }
        }
      }
    }),
    { numRuns: draws(60) },
  );
});

const stamp = 'msg=audit(1700000000.000:1):';

async function only(log: string): Promise<Row> {
  const [batch] = await batchesOf(Buffer.from(log, 'latin1'));
  assert.ok(batch);
  const [event] = eventsOf(batch);
  assert.ok(event);
  return rowOf(event);
}

test('a text that reports do not take is odd, the columns beside it are not', async () => {
  const ids = 'ppid=1 pid=2 auid=0 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=1';
  const call = `arch=c000003e syscall=59 success=yes exit=0 a0=1 a1=2 a2=3 a3=4 items=2 ${ids}`;
  const row = await only(`type=SYSCALL ${stamp} ${call} comm="a" exe=/srv/plain subj=u:r:t:s0 key=(null)\n`);
  assert.equal(row.exe, '/srv/plain');
  assert.equal(row.odd, bitOf('exe'));
});

test('a text that is no Unicode is odd', async () => {
  const row = await only(`type=CWD ${stamp} cwd="/srv/\xff"\n`);
  assert.equal(row.odd, bitOf('cwd'));
});

test('a program that only some questions find is odd', async () => {
  const notice = 'msg=\'avc:  received policyload notice (seqno=2) : exe="/bin/dbus-daemon" (sauid=0, hostname=?)\'';
  const row = await only(`type=USER_AVC ${stamp} user pid=1 uid=0 auid=500 subj=u:r:t:s0 ${notice}\n`);
  assert.ok(row.odd & bitOf('exe'));
});

test('the columns of all logs are what each question finds, alone and with all others', async () => {
  const questions = [...GROUPS.map((group) => [group]), GROUPS, [...GROUPS, ...MORE]];
  const extractors = questions.map((groups) => ({ groups, ...createExtractor(new Set<Group>(groups)) }));
  for (const file of realLogs) {
    for (const batch of await batchesOf(readFileSync(file))) {
      for (const event of eventsOf(batch)) {
        const row = rowOf(event);
        const columns = believed(row);
        for (const { groups, extract } of extractors) {
          const found = extract(unread(event));
          assert.ok(found);
          for (const column of columns) {
            const [group, read] = COLUMNS[column];
            if (groups.includes(group)) assert.deepEqual(asBytes(row[column]), read(found), `${file}: ${column}`);
          }
        }
      }
    }
  }
});
