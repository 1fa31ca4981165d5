/** Which records every search reads the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBytes } from '../../src/bytes/text.js';
import { isRegular } from '../../src/store/regular.js';
import { recordTypeNumber } from '../../src/tables/record-types.js';

const isRegularLine = (text: string): boolean =>
  isRegular({ type: recordTypeNumber(/type=(\S+)/.exec(text)?.[1] ?? ''), text: toBytes(text) });

const stamp = 'msg=audit(1700000000.000:1):';
const user = (message: string): string =>
  `type=VIRT_CONTROL ${stamp} pid=1 uid=0 auid=1000 ses=3 subj=u:r:t:s0 msg='${message}'`;
const call = `type=SYSCALL ${stamp} arch=c000003e syscall=59 success=yes exit=0 a0=1 a1=2 a2=3 a3=4 items=2 ppid=1 pid=2 auid=0 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=1`;

test('what the kernel and programs write is regular', () => {
  assert.ok(isRegularLine(user('vm="build box" uuid=2f1f exe="/usr/sbin/libvirtd" hostname=? terminal=? res=failed')));
  assert.ok(isRegularLine(`${call} comm="a b" exe="/bin/a" subj=u:r:t:s0 key=(null)`));
  assert.ok(isRegularLine(`type=PROCTITLE ${stamp} proctitle="a=b"`), 'nothing is looked for in it');
});

test('a field that is joined to a value, stands in one, twice, or out of order is not', () => {
  for (const message of [
    'vm="build box" uuid=2f1fexe="/usr/sbin/libvirtd" hostname=? terminal=? res=failed',
    'vm="build box"exe="/usr/sbin/libvirtd" hostname=? terminal=? res=failed',
    'vm="a exe=b" uuid=2f1f exe="/usr/sbin/libvirtd" hostname=? terminal=? res=failed',
    'vm="build box uuid=2f1f exe=/usr/sbin/libvirtd hostname=? terminal=? res=failed',
    'uuid=2f1f vm="build box" exe="/usr/sbin/libvirtd" hostname=? terminal=? res=failed',
    'vm="build box" uuid=2f1f exe="/a" exe="/b" hostname=? terminal=? res=failed',
  ]) {
    assert.equal(isRegularLine(user(message)), false, message);
  }
});

test('a longer name in front, in which the token is found first, is not', () => {
  assert.equal(
    isRegularLine(`type=ANOM_ABEND ${stamp} auid=0 uid=1 gid=1 ses=1 pid=2 comm="a" exe="/a" sig=11`),
    false,
  );
});

test('what was known of names before changes nothing', () => {
  const late = `type=ANOM_ABEND ${stamp} auid=0 uid=1 gid=1 ses=1 pid=2 comm="a" exe="/a" sig=11`;
  for (let i = 0; i < 3000; i++) isRegularLine(`type=ANOM_ABEND ${stamp} x${i}=1 auid=0`);
  assert.equal(isRegularLine(late), false);
  assert.ok(isRegularLine(`${call} comm="a b" exe="/bin/a" subj=u:r:t:s0 key=(null)`));
});
