/** The reports that the original does not have. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printed } from './printed.js';

async function rows(log: string, report: string, summary = false): Promise<Record<string, unknown>[]> {
  const { text } = await printed(log, { report, summary, format: 'ndjson' });
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function line(type: string, sec: number, serial: number, body: string): string {
  return `type=${type} msg=audit(${1700000000 + sec}.000:${serial}): ${body}\n`;
}

const syscall = (number: number, exit: number): string =>
  `arch=c000003e syscall=${number} success=${exit < 0 ? 'no' : 'yes'} exit=${exit} a0=3 a1=0 ppid=1 pid=7 auid=1000 uid=0 tty=pts0 ses=4 comm="curl" exe="/usr/bin/curl" key=(null)`;

test('--net: both families, direction, error', async () => {
  const log =
    line('SYSCALL', 1, 1, syscall(42, -111)) +
    line('SOCKADDR', 1, 1, 'saddr=020001BBC63364070000000000000000') +
    line('SYSCALL', 2, 2, syscall(49, 0)) +
    line('SOCKADDR', 2, 2, 'saddr=0A001F900000000000000000000000000000000000000001') +
    line('SYSCALL', 3, 3, syscall(42, 0)) +
    line('SOCKADDR', 3, 3, 'saddr=01002F72756E2F7800');
  const [first, second, ...more] = await rows(log, 'net');
  assert.deepEqual(first, {
    time: '2023-11-14T22:13:21.000Z',
    exe: '/usr/bin/curl',
    comm: 'curl',
    pid: 7,
    auid: 1000,
    auid_name: 'unknown(1000)',
    family: 'ipv4',
    address: '198.51.100.7',
    port: 443,
    direction: 'out',
    success: false,
    error: 'ECONNREFUSED',
    event: 1,
    node: null,
  });
  const { family, address, port, direction } = second ?? {};
  assert.deepEqual([family, address, port, direction], ['ipv6', '::1', 8080, 'listen']);
  assert.equal(more.length, 0); // a unix socket is no network connection
});

test('--denials: whoever said no', async () => {
  const log =
    line(
      'AVC',
      1,
      1,
      'avc:  denied  { read write } for  pid=5 comm="httpd" name="shadow" scontext=u:r:a tcontext=u:o:b tclass=file',
    ) +
    line(
      'AVC',
      2,
      2,
      'apparmor="DENIED" operation="open" profile="nginx" name="/etc/x" pid=6 comm="nginx" requested_mask="r" denied_mask="r"',
    ) +
    line('AVC', 3, 3, 'apparmor="ALLOWED" operation="open" profile="nginx" name="/etc/x" pid=6 comm="nginx"') +
    line('SYSCALL', 4, 4, syscall(257, -13)) +
    line('SYSCALL', 5, 5, syscall(257, -2));
  const found = await rows(log, 'denials');
  assert.deepEqual(
    found.map((row) => [row.denied_by, row.action, row.object]),
    [
      ['selinux', 'file:read write', 'shadow'],
      ['apparmor', 'open:r', '/etc/x'],
      ['permissions', 'openat', null],
    ],
  );
});

test('--gaps: holes, late events, losses, restarts', async () => {
  const event = (sec: number, serial: number): string =>
    line('USER_ACCT', sec, serial, "pid=1 uid=0 auid=0 ses=1 msg='op=x res=success'");
  const log =
    event(0, 10) +
    event(1, 11) +
    event(2, 15) + // 12-14 are missing …
    line('PATH', 2, 13, 'item=0 name="/x"') + // … but one of them comes late
    event(9, 16) +
    line('KERNEL', 10, 17, 'audit_lost=4 audit_rate_limit=0') +
    line('DAEMON_START', 20, 5000, 'op=start auid=0 pid=1 res=success') +
    event(21, 1) +
    event(15, 2);
  assert.deepEqual(
    (await rows(log, 'gaps')).map(({ what, count, first_missing: first }) => [what, count, first]),
    [
      ['missing events', 1, 12],
      ['missing events', 1, 14],
      ['records lost', 4, null],
      ['daemon started', null, null],
      ['serials restarted', null, null],
      ['clock set back', null, null],
    ],
  );
  assert.deepEqual((await rows(log, 'gaps', true))[0], { total: 4, what: 'records lost' });
});

test('--sessions: one row each, numbers used again', async () => {
  const user = (type: string, sec: number, serial: number): string =>
    line(
      type,
      sec,
      serial,
      `pid=1 uid=0 auid=1000 ses=4 msg='op=login acct="al" exe="/usr/sbin/sshd" hostname=h1 addr=10.0.0.1 terminal=ssh res=success'`,
    );
  const log =
    line('LOGIN', 1, 1, 'pid=1 uid=0 old-auid=4294967295 auid=1000 tty=(none) old-ses=4294967295 ses=4 res=1') +
    user('USER_START', 2, 2) +
    line('SYSCALL', 3, 3, syscall(59, 0)) +
    line('EXECVE', 3, 3, 'argc=1 a0="curl"') +
    line('SYSCALL', 4, 4, syscall(2, -13)) +
    user('USER_END', 9, 5) +
    line('LOGIN', 20, 6, 'pid=1 uid=0 old-auid=4294967295 auid=1001 tty=(none) old-ses=4294967295 ses=4 res=1');
  const found = await rows(log, 'sessions');
  assert.equal(found.length, 2);
  const { session, auid, host, terminal, last, closed, commands, failures, events } = found[0] ?? {};
  assert.deepEqual(
    [session, auid, host, terminal, last, closed, commands, failures, events],
    [4, 1000, 'h1', 'ssh', '2023-11-14T22:13:29.000Z', true, 1, 1, 5],
  );
  assert.equal(found[1]?.auid, 1001);
});

test('--denials of Landlock: domain, missing rights, path; by name and by number', async () => {
  for (const type of ['LANDLOCK_ACCESS', 'UNKNOWN[1423]']) {
    const log =
      line(type, 1, 1, 'domain=195ba459b blockers=fs.refer path="/usr/bin" dev="vda2" ino=351') +
      line('SYSCALL', 1, 1, syscall(264, -13));
    const [{ denied_by: by, subject, action, object } = {}] = await rows(log, 'denials');
    assert.deepEqual([by, subject, action, object], ['landlock', '195ba459b', 'fs.refer', '/usr/bin']);
  }
});
