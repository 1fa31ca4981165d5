/** Derived fields: what the log says in several forms, or not by that name. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuery } from '../../../src/query/expression/parse-query.js';
import { compileQuery } from '../../../src/query/match.js';
import { assembleModel } from '../../support/model-assembler.js';
import { found } from '../found.js';

const accounts = {
  userName: (id: number) => (id === 1000 ? 'bob' : undefined),
  groupName: () => undefined,
  userId: () => undefined,
  groupId: () => undefined,
};

const STAMP = 'msg=audit(1700000000.123:7):';
const CALL = `type=SYSCALL ${STAMP} arch=c000003e syscall=257 success=no exit=-13 a0=ffffff9c a1=7ffe a2=80000 a3=0 items=1 ppid=1 pid=2 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=1 comm="cat" exe="/bin/cat" key=6B31016B32`;
const CWD = `type=CWD ${STAMP} cwd="/home/bob/x"`;
const name = (text: string): string =>
  `type=PATH ${STAMP} item=0 name=${text} inode=9 dev=fd:00 mode=0100640 ouid=0 ogid=42 rdev=00:00 nametype=NORMAL`;
const CONNECT = `type=SOCKADDR ${STAMP} saddr=020001BB0A0102030000000000000000`;
const CONNECT6 = `type=SOCKADDR ${STAMP} saddr=0A0001BB0000000020010DB800000000000000000000000100000000`;
const UNIX = `type=SOCKADDR ${STAMP} saddr=01002F72756E2F782E736F636B00`;
const LOGIN = `type=USER_LOGIN ${STAMP} pid=9 uid=0 auid=1000 ses=3 msg='op=login id=1000 exe="/usr/sbin/sshd" hostname=? addr=192.0.2.7 terminal=/dev/pts/3 res=failed'`;

async function check(lines: readonly string[], yes: readonly string[], no: readonly string[]): Promise<void> {
  const log = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
  const [event] = assembleModel(log.toString('latin1'), 2);
  for (const [expressions, expected] of [
    [yes, true],
    [no, false],
  ] as const) {
    for (const expression of expressions) {
      const query = await parseQuery(expression, { accounts });
      assert.equal(
        event !== undefined && (await compileQuery(query, { accounts })).matches(event),
        expected,
        expression,
      );
      assert.equal((await found(log, query, accounts, true, 1 << 20)).length > 0, expected, `needles: ${expression}`);
    }
  }
}

test('path: absolute, whatever the program gave', () =>
  check(
    [CALL, CWD, name('"../etc/./shadow"'), UNIX],
    [
      'path = /home/bob/etc/shadow',
      'path ~ "^/home/.*/shadow$"',
      'path contains /etc/sh',
      'path in (/a, /run/x.sock)',
      'name = ../etc/./shadow',
    ],
    ['path = /etc/shadow', 'path contains ..', 'path = shadow'],
  ));

test('cmd: as a shell reads it; of PROCTITLE where there is no EXECVE', async () => {
  const exec = `type=EXECVE ${STAMP} argc=3 a0="sh" a1="-c" a2_len=9 a2[0]=726D202D7266 a2[1]="/tmp"`;
  await check(
    [CALL, exec, CWD],
    ['cmd = "sh -c \'rm -rf/tmp\'"', 'cmd ~ "rm -rf"', 'cmd contains rf/tm', 'EXECVE.a1 = -c', 'cmd contains "sh -c"'],
    ['cmd = sh', 'cmd ~ "^rm"', 'cmd contains rf/tmp2'],
  );
  await check(
    [CALL, `type=PROCTITLE ${STAMP} proctitle=636174002F746D702F612062`],
    ['cmd = "cat \'/tmp/a b\'"', 'proctitle = "cat /tmp/a b"', 'cmd contains "/tmp/a b"'],
    ['cmd = "cat /tmp/a b"'],
  );
});

test('addr, port, family', async () => {
  await check(
    [CALL, CONNECT],
    [
      'addr = 10.1.2.3',
      'addr in 10.0.0.0/8',
      'port = 443',
      'family = inet',
      'port < 1024',
      'addr ~ "^10\\."',
      'has addr',
      'addr in (192.0.2.0/24, 10.1.2.3)',
    ],
    ['addr in 11.0.0.0/8', 'addr = 10.1.2.4', 'port = 80', 'family = inet6', 'addr in 2001:db8::/32'],
  );
  await check(
    [CALL, CONNECT6],
    ['addr in 2001:db8::/32', 'addr = 2001:db8:0:0::1', 'port in (80, 443)', 'family = inet6'],
    ['addr in 0.0.0.0/0', 'addr = ::1'],
  );
  await check([LOGIN], ['addr in 192.0.2.0/24', 'addr = 192.0.2.7'], ['has port', 'addr = "10.0.0.1"']);
});

test('key: each of several; tty: without /dev/, and what was typed; type, time, serial, node', async () => {
  await check(
    [CALL],
    ['key = k2', 'key ~ "^k1$"', 'not key = k1k2', 'tty = pts0'],
    ['key = k', 'key = "k1\\x01k2"', 'SYSCALL.key = k'],
  );
  await check([LOGIN], ['tty = pts/3', 'USER_LOGIN.terminal = /dev/pts/3'], ['tty = ssh']);
  await check(
    [`type=TTY ${STAMP} tty pid=1 uid=0 auid=0 ses=1 major=136 minor=1 comm="bash" data=6C73202D6C0D`],
    ['tty contains "ls -l"'],
    [],
  );
  await check(
    [`node=web ${CALL}`],
    ['node = web', 'serial = 7', 'time = @1700000000', 'time < @1700000001', 'type = SYSCALL', 'type in (AVC, 1300)'],
    ['node = we', 'serial = 8', 'time > @1700000000', 'type != SYSCALL', 'has container'],
  );
});

test('action, subject, object, how, result: the normalized statement', () =>
  check(
    [CALL, CWD, name('"/etc/shadow"')],
    [
      'action = opened-file',
      'object ~ shadow',
      'how = /bin/cat',
      'result = failed',
      'result != success',
      'subject = bob',
    ],
    ['action = deleted', 'result = success'],
  ));

test('values by the kind of their field', () =>
  check(
    [CALL, name('"/etc/shadow"')],
    [
      'mode = 0640',
      'mode = 640',
      'mode = 0100640',
      'mode = file',
      'a2 = O_CLOEXEC',
      'a0 = AT_FDCWD',
      'a1 = 0x7ffe',
      'exit < 0',
      'exit = -EACCES',
      'ogid = 42',
    ],
    ['mode = 0644', 'mode = dir', 'a2 = O_WRONLY', 'exit = 13', 'exit > -13'],
  ));

test('what the kernel writes for nothing is a value like any other, but no key and no path', async () => {
  const call = CALL.replace('tty=pts0', 'tty=(none)').replace('key=6B31016B32', 'key=(null)');
  await check([call, name('(null)')], ['tty = "(none)"'], ['key ~ "null"', 'path ~ "null"']);
});
