/** Interpreted output, read back: it is interpreted as the same again, and what is lost is said. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { RecordBack } from '../../../../src/input/form/saved/record-back.js';
import { draws } from '../../../support/draws.js';

const nobody = { TZ: 'UTC', LC_ALL: 'C', TS_AUDIT_ACCOUNTS: '/nowhere' };
const HEAD = 'msg=audit(11/22/26 11:34:24.937:5) :';
const RAW = 'msg=audit(1795347264.937:5):';

function back(line: string, env: Readonly<Record<string, string>> = nobody) {
  const reader = new RecordBack(env);
  return {
    record: reader.record(line),
    notes: reader.notes('saved').filter((note) => !note.includes('is saved interpreted')),
  };
}

function same(shown: string, raw: string): void {
  const [type = ''] = shown.split(' ', 1);
  const found = back(`type=${type} ${HEAD}${shown.slice(type.length)} `);
  assert.deepEqual(found, { record: `type=${type} ${RAW}${raw}`, notes: [] });
}

test('values become those that are interpreted so', () => {
  same(
    'SYSCALL arch=x86_64 syscall=openat success=no exit=EACCES(Permission denied) a0=AT_FDCWD a1=0x7ffc a2=O_WRONLY|O_CREAT|O_CLOEXEC a3=0x1b6 items=1 auid=unset uid=root gid=unknown(7) tty=pts0 ses=unset comm=my cat exe=/bin/cat key=(null)',
    ' arch=c000003e syscall=257 success=no exit=-13 a0=ffffff9c a1=7ffc a2=80041 a3=1b6 items=1 auid=4294967295 uid=0 gid=7 tty=pts0 ses=4294967295 comm=6D7920636174 exe="/bin/cat" key=(null)',
  );
  same(
    'PATH item=0 name=/a b inode=3 mode=dir,sticky,777 ouid=root',
    ' item=0 name=2F612062 inode=3 mode=041777 ouid=0',
  );
  same(
    'PROCTITLE proctitle=dd if=/dev/zero of=x uid=0',
    ' proctitle=64642069663D2F6465762F7A65726F206F663D78207569643D30',
  );
  same('EXECVE argc=3 a0=sh a1=-c a2=a0=x a1=y', ' argc=3 a0="sh" a1="-c" a2=61303D782061313D79');
  same('SOCKADDR saddr={ saddr_fam=inet laddr=10.0.0.1 lport=22 }', ' saddr=020000160A0000010000000000000000');
  same('SOCKADDR saddr={ saddr_fam=inet6 laddr=::1 lport=443 }', ` saddr=0A0001BB${'0'.repeat(38)}01${'0'.repeat(8)}`);
  same('SOCKADDR saddr={ saddr_fam=local path=/run/x y }', ' saddr=01002F72756E2F78207900');
  same('TTY data="ls\\"",<ret>', ' data=6C73220D');
  same('CAPSET cap_pi=none cap_pp=chown,kill', ' cap_pi=0 cap_pp=0000000000000021');
  same(
    "USER_CMD uid=root msg='cwd=/root cmd=dd if=/dev/zero of=x exe=/usr/bin/sudo terminal=? res=success'",
    ` uid=0 msg='cwd="/root" cmd=${Buffer.from('dd if=/dev/zero of=x').toString('hex').toUpperCase()} exe="/usr/bin/sudo" terminal=? res=success'`,
  );
  same(
    "USER_AUTH msg='PAM: setcred acct=root : exe=/bin/su (hostname=?, addr=?  res=success)'",
    ` msg='PAM: setcred acct="root" : exe="/bin/su" (hostname=?, addr=?  res=success)'`,
  );
  same('CONFIG_CHANGE key=one key=two list=exit res=yes', ' key=6F6E650174776F list=4 res=1');
});

test('accounts that are not known here keep their names beside numbers that nobody has', () => {
  const { record, notes } = back(`type=LOGIN ${HEAD} uid=root auid=alice old-auid=carol gid=alice`);
  assert.equal(
    record,
    `type=LOGIN ${RAW} uid=0 auid=2147000000 old-auid=2147000001 gid=2147000000\x1dAUID="alice" OLD-AUID="carol" GID="alice"`,
  );
  assert.deepEqual(notes, [
    'NOTE - accounts in saved that are not known here have numbers from 2147000000 on: alice, carol',
  ]);
});

test('a number without a name stays that number where it has one', () => {
  const accounts = path.resolve(import.meta.dirname, '../../../../fixtures/accounts');
  const { record, notes } = back(`type=LOGIN ${HEAD} uid=unknown(1000) auid=unset`, {
    ...nobody,
    TS_AUDIT_ACCOUNTS: accounts,
  });
  assert.deepEqual([record, notes], [`type=LOGIN ${RAW} uid=1000 auid=4294967295`, []]);
});

test('what cannot be turned back is left out and said', () => {
  const { record, notes } = back(`type=SYSCALL ${HEAD} arch=x86_64 syscall=nosuch a0=0x1 comm=x exe=/x key=k`);
  assert.equal(record, `type=SYSCALL ${RAW} arch=c000003e a0=1 comm="x" exe="/x" key="k"`);
  assert.deepEqual(notes, ['NOTE - 1 values in saved cannot be turned back and are left out, of the fields syscall']);
});

test('texts that hold fields of the record, and escaped bytes, are said', () => {
  const unclear = [
    'NOTE - 1 records in saved can be read in more than one way: a text holds what looks like a field or an escaped byte',
  ];
  const forged = back(`type=SYSCALL ${HEAD} uid=alice comm=x exe=/good exe=/evil key=k`);
  assert.match(forged.record ?? '', / comm="x" exe=2F676F6F64206578653D2F6576696C key="k"/);
  assert.deepEqual(forged.notes.slice(1), unclear);
  const escaped = back(`type=PROCTITLE ${HEAD} proctitle=a\\012b`);
  assert.deepEqual(escaped, { record: `type=PROCTITLE ${RAW} proctitle=610A62`, notes: unclear });
});

test('times are those of the zone and of the locale, or the record is not used', () => {
  const zone = { ...nobody, TZ: 'Europe/Berlin' };
  assert.match(back(`type=A ${HEAD} x=1`, zone).record ?? '', /audit\(1795343664\.937:5\)/);
  const autumn = new RecordBack(zone);
  const at = (clock: string): string | undefined =>
    /audit\((\d+)/.exec(autumn.record(`type=A msg=audit(10/25/26 ${clock}.000:1) : x=1`) ?? '')?.[1];
  assert.deepEqual(['02:59:59', '02:00:00', '03:00:00'].map(at), ['1792889999', '1792890000', '1792893600']);
  const { record, notes } = back('type=A msg=audit(22.11.2026 11:34:24.937:5) : x=1');
  assert.equal(record, undefined);
  assert.deepEqual(notes, [
    'NOTE - 1 records in saved are not used: this locale (LC_TIME) does not write times like theirs',
  ]);
});

test('any text is read in a time that grows with its length, and makes one line', () => {
  const pieces = fc.constantFrom(
    ...[
      'a0=',
      'uid=',
      'acct=',
      'key=',
      'data="',
      '\\"',
      "msg='",
      "'",
      ' ',
      ' : ',
      '|',
      '{ saddr_fam=inet laddr=',
      ' }',
      '1.2.3',
      '::',
      '0x',
      '(',
    ],
    ...[
      'saddr=',
      'mode=',
      'cap_pp=',
      'a2=O_',
      'exit=E',
      'oflag=',
      'root',
      'unknown(',
      'x',
      '\xff',
      '=',
      'old auid=',
      'arch=',
      'syscall=',
    ],
  );
  const types = fc.constantFrom('SYSCALL', 'EXECVE', 'PATH', 'USER_AUTH', 'SOCKADDR', 'TTY', 'AVC', 'LOGIN', 'NOSUCH');
  fc.assert(
    fc.property(types, fc.array(pieces, { maxLength: 60 }), (type, all) => {
      const { record } = back(`type=${type} ${HEAD} ${all.join('')}`);
      assert.match(record ?? '', /^type=[^\n]*$/);
    }),
    { numRuns: draws(500) },
  );
  const began = process.cpuUsage();
  for (const piece of ['uid= ', 'acct=a : ', 'data="\\"', "msg='", ' ', 'key=', '"\\"', 'exe=(', '{ ', 'a1=O_RDONLY|'])
    back(`type=USER_TTY ${HEAD} data=${piece.repeat(20_000)}`);
  assert.ok(process.cpuUsage(began).user < 20_000_000);
});
