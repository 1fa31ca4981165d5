/** What a recorded event tells the model. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEvent } from '../../src/log/event.js';
import { AuditRecord } from '../../src/log/record.js';
import { callRecord, type LoggedEvent, loggedCall, loggedMessage } from '../../src/replay/logged-event.js';
import { recordTypeNumber } from '../../src/tables/record-types.js';

function recorded(...lines: readonly string[]): AuditEvent {
  const records = lines.map((line) => {
    const [, type = '', body = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
    return AuditRecord.fromLine(recordTypeNumber(type), `type=${type} msg=audit(1.000:1): ${body}`);
  });
  return { sec: 1, milli: 0, serial: 1, node: undefined, records };
}

function logged(...lines: readonly string[]): LoggedEvent {
  const event = recorded(...lines);
  const call = callRecord(event);
  assert.ok(call);
  return loggedCall(event, call);
}

const subject =
  'ppid=2 pid=3 auid=1000 uid=0 gid=1 euid=4 suid=5 fsuid=6 egid=7 sgid=8 fsgid=9 tty=pts0 ses=10 comm="x" exe="/bin/x" key=(null)';
const call = (number: number, rest = 'success=yes exit=0 a0=1 a1=2 a2=3 a3=4 items=0') =>
  `SYSCALL arch=c000003e syscall=${number} ${rest} ${subject}`;

test('ids, result and arguments', () => {
  const { event } = logged(call(39, 'per=40000 success=no exit=-13 a0=ffffffffffffff9c a1=2 a2=3 a3=4 items=0'));
  assert.deepEqual(
    { ...event, types: undefined },
    {
      ...{
        pid: 3,
        ppid: 2,
        auid: 1000,
        uid: 0,
        gid: 1,
        euid: 4,
        suid: 5,
        fsuid: 6,
        egid: 7,
        sgid: 8,
        fsgid: 9,
        ses: 10,
      },
      ...{ arch: 0xc000003e, syscall: 39, args: [0xffffffffffffff9cn, 2n, 3n, 4n], exit: -13, success: false },
      ...{ pers: 0x40000, exe: { path: '/bin/x' }, saddr_fam: null, names: [], types: undefined },
    },
  );
  assert.equal(logged(call(231, 'a0=0 a1=0 a2=0 a3=0 items=0')).event.exit, null, 'a call that does not return');
});

test('names are placed where the event tells what they are relative to', () => {
  const names = (number: number, a0: string, ...paths: readonly string[]) =>
    logged(
      call(number, `success=yes exit=3 a0=${a0} a1=0 a2=0 a3=0 items=2`),
      'CWD cwd="/home"',
      ...paths.map((text) => `PATH item=0 ${text}`),
    ).event.names?.map(({ path }) => path);
  const plain = 'inode=5 dev=08:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL';
  assert.deepEqual(names(257, 'ffffff9c', `name="x/../y" ${plain}`), ['/home/y']);
  assert.deepEqual(names(257, '5', `name="y" ${plain}`), [null], 'relative to a descriptor');
  assert.deepEqual(names(257, '5', `name="/etc/x" ${plain}`), ['/etc/x']);
  assert.deepEqual(names(91, '5', `name=(null) ${plain}`), [null], 'a descriptor');
  assert.deepEqual(names(82, '7ffe', `name=(null) ${plain}`), [''], 'a layer of an overlay');
  assert.deepEqual(names(2, '7ffe', `name=2F746D702F6120 ${plain}`), ['/tmp/a ']);
});

test('what a call takes away and makes', () => {
  const parent = 'inode=2 dev=08:01 mode=040755 ouid=0 ogid=0 rdev=00:00 nametype=PARENT';
  const file = (name: string, inode: number, type: string) =>
    `PATH item=0 name="${name}" inode=${inode} dev=08:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=${type}`;
  const { event, paths } = logged(
    call(82, 'success=yes exit=0 a0=1 a1=2 a2=3 a3=4 items=5'),
    ...['CWD cwd="/"', `PATH item=0 name="/b/" ${parent}`, `PATH item=1 name="/a/" ${parent}`],
    ...[file('/a/x', 7, 'DELETE'), file('/b/y', 7, 'CREATE')],
  );
  assert.deepEqual(event.after, { '/a/x': null, '/b/y': { dev: [8, 1], ino: '7' } });
  assert.deepEqual(
    event.early?.map(({ gone, names }) => [gone, names.map(({ nametype, ino }) => `${nametype} ${ino}`)]),
    [['/a/x', ['PARENT 2', 'PARENT 2', 'DELETE 7', 'CREATE null']]],
  );
  assert.deepEqual(paths, { '/b': { dev: [8, 1], ino: '2' }, '/a': { dev: [8, 1], ino: '2' }, '/a/x': { dev: [8, 1], ino: '7' }, '/b/y': null }); // biome-ignore format: one glance
});

test('what other records tell: address family, flags of openat2, operations of io_uring, messages', () => {
  assert.equal(logged(call(42), 'SOCKADDR saddr=0A0000350000000000').event.saddr_fam, 10);
  assert.equal(logged(call(437), 'OPENAT2 oflag=0101 mode=0600 resolve=0x0').event.openat2_flags, 0o101);
  const { event } = logged(`URINGOP uring_op=18 success=yes exit=0 items=0 ${subject}`);
  assert.deepEqual([event.uring_op, event.syscall, event.uid], [18, undefined, 0]);
  const [message] = recorded(
    `USER_LOGIN pid=5 uid=0 auid=1000 ses=3 msg='op=login exe="/usr/sbin/sshd" res=success'`,
  ).records;
  assert.ok(message);
  assert.deepEqual(loggedMessage(message), {
    pid: 5,
    uid: 0,
    auid: 1000,
    ses: 3,
    exe: { path: '/usr/sbin/sshd' },
    user_msg: 1112,
  });
});
