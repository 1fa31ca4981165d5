/** The expected texts were written by auditd 4.2.1 for the same records. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Accounts } from '../../src/accounts/accounts.js';
import { Enricher } from '../../src/multicast/enrich.js';

const accounts: Accounts = {
  userName: (uid) => (uid === 33 ? 'www-data' : uid === 44 ? 'b d' : undefined),
  groupName: (gid) => (gid === 42 ? 'shadow' : undefined),
  userId: () => undefined,
  groupId: () => undefined,
};
const enricher = new Enricher(accounts);
const ids = 'auid=0 uid=33 gid=42 euid=33 suid=33 fsuid=33 egid=42 sgid=42 fsgid=42';

const cases: readonly (readonly [type: number, text: string, names: string])[] = [
  [
    1300,
    `arch=c000003e syscall=105 success=yes exit=0 a0=3039 items=0 ppid=1 pid=2 ${ids} tty=(none) ses=5 comm="python3"`,
    'ARCH=x86_64 SYSCALL=setuid AUID="root" UID="www-data" GID="shadow" EUID="www-data" SUID="www-data" FSUID="www-data" EGID="shadow" SGID="shadow" FSGID="shadow"',
  ],
  [
    1302,
    'item=0 name="/etc/shadow" inode=1 dev=fe:00 mode=0100640 ouid=0 ogid=42 rdev=00:00 nametype=NORMAL',
    'OUID="root" OGID="shadow"',
  ],
  [1302, 'item=0 name="/x" ouid=12345 ogid=54321 rdev=00:00', 'OUID="unknown(12345)" OGID="unknown(54321)"'],
  [1302, 'item=0 name="/x" nametype=UNKNOWN', ''],
  [1302, 'item=0 name="/x" ouid=44 ogid=0 rdev=00:00', 'OUID=622064 OGID="root"'],
  [1306, 'saddr=020000097F0000010000000000000000', 'SADDR={ saddr_fam=inet laddr=127.0.0.1 lport=9 }'],
  [1306, 'saddr=01002F72756E2F6E6F7468696E672E736F636B00', 'SADDR={ saddr_fam=local path=/run/nothing.sock }'],
  [
    1006,
    'pid=1 uid=0 old-auid=4294967295 auid=0 tty=(none) old-ses=4294967295 ses=5 res=1',
    'UID="root" OLD-AUID="unset" AUID="root"',
  ],
  [1318, 'opid=11336 oauid=0 ouid=0 oses=5 ocomm="python3"', 'OAUID="root" OUID="root"'],
  [1307, 'cwd="/"', ''],
  [1327, 'proctitle="uid=0"', ''],
];

for (const [type, text, names] of cases) {
  test(`${type} ${text.slice(0, 60)}`, () => {
    const expected = names === '' ? '' : `\x1d${names}`;
    const full = `audit(1795345692.125:82493): ${text}`;
    assert.equal(enricher.suffix(type, full), expected);
    assert.equal(enricher.suffix(type, full), expected, 'again, from memory');
  });
}

test('any text gives some text', () => {
  for (const type of [1300, 1302, 1306]) {
    for (const text of [
      '',
      ' arch= syscall=',
      ' auid= tty= arch= syscall= ',
      ' ouid= rdev=',
      ' rdev= ouid=',
      'saddr=',
    ]) {
      assert.equal(typeof enricher.suffix(type, text), 'string');
    }
  }
});
