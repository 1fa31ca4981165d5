/** A column that is not marked as odd says what every search finds, whatever else it asks for, and what every report finds. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Group } from '../../src/attributes/attributes.js';
import { type Attributes, createExtractor, overlaid } from '../../src/attributes/extractor.js';
import { eventsOf } from '../../src/log/batch.js';
import { enrichedName } from '../../src/log/enrichment.js';
import type { AuditEvent } from '../../src/log/event.js';
import { type AuditRecord, freshRecord } from '../../src/log/record.js';
import {
  ALL_ODD,
  type AttributeColumn,
  attributeReader,
  bitOf,
  ODD,
  SPOKEN_OF,
  URING,
} from '../../src/store/attribute-columns.js';
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
  acct: ['acct', ({ acct }) => acct],
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
const MORE = ['avc', 'nametype'] as const;

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

type Extract = (event: AuditEvent) => Attributes | undefined;
type Views = (event: AuditEvent, found: Attributes, extract: Extract) => readonly Attributes[];

/** What the columns of its events say is what a question for some groups finds in each of the views. */
async function holdsFor(log: string, groups: readonly Group[], plainTexts: boolean, views: Views): Promise<void> {
  const wanted = new Set(groups);
  const { extract } = createExtractor(wanted, { plainTexts });
  for (const batch of await batchesOf(Buffer.from(log, 'latin1'))) {
    for (const event of eventsOf(batch)) {
      const found = extract(unread(event)) ?? assert.fail();
      const seen = views(event, found, extract);
      const row = rowOf(event);
      for (const column of believed(row)) {
        const [group, read] = COLUMNS[column];
        if (!wanted.has(group)) continue;
        for (const view of seen) assert.deepEqual(asBytes(row[column]), read(view), column);
      }
    }
  }
}

const question = [fc.subarray([...GROUPS, ...MORE]), fc.boolean()] as const;

test('columns are what is found with any other groups', async () => {
  await fc.assert(
    fc.asyncProperty(repeatingLog, ...question, (log, groups, plainTexts) =>
      holdsFor(log, groups, plainTexts, (_, found) => [found]),
    ),
    { numRuns: draws(60) },
  );
});

/** Lines of the records that are irregular in logs of everyday. */
const IRREGULAR =
  /^(?:node=\S+ )?type=(?:LOGIN|DAEMON_\w+|ANOM_\w+|SECCOMP|USER_AVC|NETFILTER_CFG|INTEGRITY_\w+) .*$/gm;
const irregularLines = [...new Set(realLogs.flatMap((file) => readFileSync(file, 'latin1').match(IRREGULAR) ?? []))];
/** Beside others of the same event, with a field in another place, or changed. */
const irregularLog = fc
  .tuple(
    fc.array(fc.constantFrom(...irregularLines), { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('move', 'again', 'drop', 'tty=pts0', 'exe=/bin/x', 'uid=7'))),
  )
  .map(([lines, changes]) => {
    const event = lines.map((line) =>
      line
        .replace(/^node=\S+ /, '')
        .replace(/audit\(\d+\.\d+:\d+\)/, 'audit(1700000000.000:1)')
        .split(' '),
    );
    for (const [which, place, how] of changes) {
      const fields = event[which % event.length] ?? [];
      const at = 2 + (place % Math.max(1, fields.length - 2));
      const [field = ''] = fields.slice(at, at + 1);
      if (how === 'move' || how === 'drop') fields.splice(at, 1);
      if (how === 'move') fields.push(field);
      else if (how === 'again') fields.splice(2 + (which % Math.max(1, fields.length - 2)), 0, field);
      else if (how !== 'drop') fields.splice(at, 0, how);
    }
    return event.map((fields) => `${fields.join(' ')}\n`).join('');
  });

/** All records, and each that is stumbled over. */
const oneByOne: Views = (event, found, extract) => {
  const alone = event.records.map((record) => extract({ ...event, records: [freshRecord(record)] }));
  return [found, ...(found.isLoose ? alone.flatMap((one) => (one?.isLoose ? overlaid(found, one) : [])) : [])];
};

test('columns of irregular records are what is found with any other groups, in all records and in each that is stumbled over', async () => {
  await fc.assert(
    fc.asyncProperty(irregularLog, ...question, (log, groups, plainTexts) =>
      holdsFor(log, groups, plainTexts, oneByOne),
    ),
    { numRuns: draws(400) },
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

test('a login says the same to everybody, and the terminal of a damaged one does not', async () => {
  const login = `type=LOGIN ${stamp} pid=1 uid=0 subj=u old-auid=4294967295 auid=5 tty=pts0 old-ses=4294967295 ses=1 res=1\n`;
  assert.equal((await only(login)).odd, 0);
  const damaged = await only(login.replace(' auid=5', ''));
  assert.ok(damaged.odd & bitOf('terminal'));
  assert.equal(damaged.odd & (bitOf('pid') + bitOf('auid') + SPOKEN_OF), 0);
});

test('an event that something is said about has all bits', async () => {
  assert.equal((await only(`type=SOCKADDR ${stamp} saddr=0200\n`)).odd, ALL_ODD);
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
