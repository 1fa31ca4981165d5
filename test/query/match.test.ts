import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AuditEvent } from '../../src/log/event.js';
import { AuditRecord } from '../../src/log/record.js';
import { anyOf, type Criterion, leaf } from '../../src/query/criterion.js';
import { compileQuery } from '../../src/query/match.js';
import { recordTypeNumber } from '../../src/tables/record-types.js';
import { queryOf, type TestQuery } from '../support/query.js';

const accounts = {
  userName: (id: number) => (id === 1000 ? 'bob' : undefined),
  groupName: () => undefined,
  userId: () => undefined,
  groupId: () => undefined,
};

function event(...lines: readonly string[]): AuditEvent {
  const records = lines.map((line) => AuditRecord.fromLine(recordTypeNumber(/type=(\S+)/.exec(line)?.[1] ?? ''), line));
  return { sec: 1700000000, milli: 1, serial: 7, node: undefined, records };
}

async function finds(query: TestQuery, ...lines: readonly string[]): Promise<boolean> {
  return (await compileQuery(queryOf(query), { accounts })).matches(event(...lines));
}

const STAMP = 'msg=audit(1700000000.001:7):';
const SYSCALL = `type=SYSCALL ${STAMP} arch=c000003e syscall=2 success=no exit=-13 a0=1 a1=2 a2=3 a3=4 items=1 ppid=11 pid=12 auid=1000 uid=0 gid=0 euid=0 egid=0 tty=pts0 ses=9 comm="cat" exe="/usr/bin/cat" key="k1"`;
const DENIED = `type=AVC ${STAMP} apparmor="DENIED" operation="open" profile="man" name="/etc/x" pid=99 comm="man" denied_mask="r"`;

test('criteria are joined by "and"', async () => {
  assert.ok(await finds({ pid: 12, comm: 'ca', exit: -13, success: 0, arch: 'x86_64' }, SYSCALL));
  assert.ok(!(await finds({ pid: 12, comm: 'dog' }, SYSCALL)));
  assert.ok(!(await finds({ comm: 'ca', wholeWords: true }, SYSCALL)));
});

test("the log's own name for a number comes before the system's", async () => {
  const enriched = `${SYSCALL}\x1dARCH=x86_64 AUID="alice" UID="root"`;
  const named = (name: string): TestQuery => ({ auid: { id: undefined, name } });
  assert.ok(await finds(named('alice'), enriched));
  assert.ok(!(await finds(named('bob'), enriched)));
  assert.ok(await finds(named('bob'), SYSCALL));
  const matcher = await compileQuery(queryOf(named('alice')), { accounts });
  matcher.matches(event(enriched));
  assert.deepEqual([...matcher.namesSeen], ['alice']);
});

test('an event with an AppArmor record is found by what either record holds', async () => {
  for (const query of [{ pid: 12 }, { pid: 99 }, { comm: 'man' }, { comm: 'cat' }, { key: 'k1' }, { subject: 'man' }]) {
    assert.ok(await finds(query, DENIED, SYSCALL), JSON.stringify(query));
  }
  assert.ok(!(await finds({ pid: 99, malformed: 'skip' }, DENIED, SYSCALL)));
  assert.ok(!(await finds({ syscall: 0 }, DENIED, SYSCALL))); // the record without a system call proves nothing
});

test('--where looks at any field of any record', async () => {
  const where = (...texts: readonly string[]): TestQuery => ({ where: texts });
  assert.ok(await finds(where('operation=open', 'profile~ma', 'denied_mask!=w'), DENIED, SYSCALL));
  assert.ok(!(await finds(where('operation=exec'), DENIED)));
  assert.ok(!(await finds(where('ration=open'), DENIED)));
  assert.ok(await finds(where('name=/tmp/a b'), `type=PATH ${STAMP} item=0 name=2F746D702F612062 inode=1`));
  assert.ok(await finds(where('acct=root'), `type=USER_LOGIN ${STAMP} pid=1 msg='op=login acct="root" res=failed'`));
  assert.throws(() => queryOf(where('nothing')), /Field criterion must be/);
});

test('any text of a field is found, however it is written', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary-ascii', minLength: 2 }).filter((text) => !text.includes('\0')),
      async (name) => {
        const hex = Buffer.from(name, 'latin1').toString('hex').toUpperCase();
        const path = `type=PATH ${STAMP} item=0 name=${hex} inode=1 dev=fe:01`;
        assert.ok(await finds({ file: name, wholeWords: !name.startsWith('./') }, path));
        assert.ok(await finds({ where: [`name=${name}`] }, path));
      },
    ),
  );
});

test("--where understands the names of the kind of the field, the log's own first", async () => {
  const where = (...texts: readonly string[]): TestQuery => ({ where: texts });
  for (const text of [
    ...['syscall=open', 'syscall=2', 'exit=EACCES', 'exit=-EACCES', 'exit=-13', 'arch=b64', 'arch=x86_64', 'auid=bob'],
    ...['auid=1000', 'uid=root', 'success=no', 'a3=4', 'key=k1', 'arch!=b32', 'syscall!=openat', 'pid=12', 'pid=012'],
  ]) {
    assert.ok(await finds(where(text), SYSCALL), text);
  }
  for (const text of ['syscall=openat', 'exit=EPERM', 'arch=i386', 'auid=alice', 'pid=1', 'success=yes', 'a3=5']) {
    assert.ok(!(await finds(where(text), SYSCALL)), text);
  }
  const enriched = `${SYSCALL}\x1dARCH=x86_64 SYSCALL=open AUID="alice" UID="root"`;
  assert.ok(await finds(where('auid=alice', 'AUID=alice'), enriched));
  assert.ok(!(await finds(where('auid=bob'), enriched)));
  assert.throws(() => queryOf(where('syscall=opnat')), /opnat is no system call; did you mean openat\?/);
  assert.throws(() => queryOf(where('exit=EACESS')), /did you mean EACCES\?/);
});

test('--where finds every argument of a process title; digits alone are a number, not a text', async () => {
  const title = `type=PROCTITLE ${STAMP} proctitle=636174002F746D702F73616C6172696573`;
  assert.ok(await finds({ where: ['proctitle~salaries'] }, title));
  assert.ok(await finds({ where: ['proctitle=cat /tmp/salaries'] }, title));
  assert.ok(!(await finds({ where: ['pid=12'] }, `type=USER ${STAMP} pid=3132 uid=0`)));
});

test('-se means either side, also when -su or -o replaces one of them', async () => {
  const denied = `type=AVC ${STAMP} avc:  denied  { read } for  pid=99 comm="man" scontext=u:r:httpd_t:s0 tcontext=u:r:systemd_t:s0 tclass=file`;
  const labels = (subject: string, object: string): TestQuery => ({ subject, object, anyLabel: true });
  assert.ok(await finds(labels('nothere', 'systemd'), denied));
  assert.ok(await finds(labels('httpd', 'nothere'), denied));
  assert.ok(!(await finds(labels('systemd', 'nothere'), denied)));
  assert.ok(!(await finds({ subject: 'nothere', object: 'systemd' }, denied)));
});

test("a record with several numbers of one field does not hide the system's name for one of them", async () => {
  const twice = SYSCALL.replace('auid=1000', 'auid=0 auid=1000');
  assert.ok(await finds({ auid: { name: 'root' } }, `${twice}\x1dAUID="bob"`));
});

test('what must hold together in one alternative is not taken for alternatives', async () => {
  const comm = (value: string): Criterion => leaf('field', { field: 'comm', operator: '=', values: [value] });
  const both = (one: string, other: string): Criterion =>
    anyOf([{ kind: 'and', of: [comm(one), comm(other)] }, comm('x')]);
  const matches = async (criterion: Criterion): Promise<boolean> =>
    (await compileQuery({ criterion }, { accounts })).matches(event(SYSCALL));
  assert.equal(await matches(both('cat', 'cat')), true);
  assert.equal(await matches(both('cat', 'dog')), false);
});

test('of events that another serial or node rules out nothing is said, of others that do not match it is', async () => {
  const damaged = SYSCALL.replace(' a0=1', '');
  const said = async (criterion: Criterion): Promise<boolean> => {
    const texts: string[] = [];
    const diagnostics = { debug: true, write: (text: string) => void texts.push(text) };
    assert.equal((await compileQuery({ criterion }, { accounts, diagnostics })).matches(event(damaged)), false);
    return texts.length > 0;
  };
  assert.equal(await said(anyOf([leaf('serial', 1), leaf('serial', 2)])), false);
  assert.equal(await said(anyOf([leaf('serial', 1), leaf('type', [1302])])), true);
});
