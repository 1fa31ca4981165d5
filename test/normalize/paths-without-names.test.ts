/** PATH records that lack what csv rows are made of; the rows are those of ausearch 4.2.1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { main } from '../../src/cli/ausearch/main.js';
import { runMain } from '../support/run-main.js';
import { temporaryLog } from '../support/temporary-log.js';

const CALL =
  'SYSCALL: arch=c000003e syscall=257 success=yes exit=3 a0=1 a1=2 a2=0 a3=0 items=2 ppid=1 pid=2 auid=0 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm="cat" exe="/bin/cat" subj=S key="x"';

/** The last columns of the event's row, from RESULT on. */
async function row(records: readonly string[], options: readonly string[] = []): Promise<string | undefined> {
  const log = temporaryLog(
    records.map((record) => `type=${record.replace(':', ' msg=audit(1700000000.000:1):')}\n`).join(''),
  );
  const { stdout } = await runMain(main, ['-if', log, '--format', 'csv', ...options]);
  return stdout.split('\n')[1]?.replace(/.*,success,/, '');
}

test('a PATH without nametype has the label of the next one that has it', async () => {
  const path = (name: string, nametype: string): string =>
    `PATH: item=0 name="/${name}" inode=1 mode=0100644 ouid=0 ogid=0 obj=${name}${nametype}`;
  const label = async (...paths: string[]): Promise<string | undefined> =>
    (await row([CALL, ...paths], ['--extra-labels']))?.split(',')[2];
  const [bare, parent, normal] = ['', ' nametype=PARENT', ' nametype=NORMAL'];
  assert.equal(await label(path('A', bare), path('B', normal)), 'B');
  assert.equal(await label(path('A', bare), path('B', parent), path('C', normal)), 'C');
  assert.equal(await label(path('A', bare), path('B', bare), path('C', parent)), 'C');
  assert.equal(await label(path('A', parent), path('B', bare), path('C', parent), path('D', parent)), 'A');
  assert.equal(await label(path('A', bare), path('B', parent), path('C', bare)), '');
  assert.equal(await label(path('A', parent), path('B', bare)), '');
});

test('a PATH without name says that there is a link', async () => {
  const link = 'ANOM_LINK: op=follow_link ppid=1 pid=1 uid=0 auid=0 tty=pts0 ses=5 comm="a" exe="/b" res=0';
  const path = 'PATH: item=0 name= inode=9 mode=0100644 nametype=NORMAL';
  assert.equal(await row([link, CALL, path]), ',,symlink,/bin/cat');
  assert.equal(await row([link.replace('res', 'path="/z" res'), CALL, path]), '/z,,symlink,/bin/cat');
  assert.equal(await row([link, CALL]), ',,unknown,/bin/cat');
});
