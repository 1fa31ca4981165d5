/** Control bytes in `-i`: which fields the original escapes, and which it lets through where the output is no terminal. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { main as report } from '../../src/cli/aureport/main.js';
import { main as search } from '../../src/cli/ausearch/main.js';
import { runMain } from '../support/run-main.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-escapes-'));
after(() => rmSync(folder, { recursive: true }));

async function interpreted(body: string): Promise<string> {
  const file = path.join(folder, 'escapes.log');
  writeFileSync(file, `type=USER_LOGIN msg=audit(1700000000.000:1): ${body}\n`, 'latin1');
  const { stdout } = await runMain(search, ['-if', file, '-i']);
  return stdout.slice(stdout.indexOf(') : ') + 4).trimEnd();
}

test('labels and addresses are escaped, with their quotes', async () => {
  for (const name of ['addr', 'subj', 'obj', 'scontext', 'tcontext', 'img-ctx', 'vm-ctx']) {
    assert.equal(await interpreted(`${name}="a\x01\t\rb"`), `${name}="a\\001\\011\\015b"`);
    assert.equal(await interpreted(`${name}=a\x01b`), `${name}=a\\001b`);
  }
});

test('words are not', async () => {
  for (const name of ['op', 'hostname', 'terminal', 'tty', 'seresult'])
    assert.equal(await interpreted(`${name}=a\x01b`), `${name}=a\x01b`);
});

test('a system call number above 2^31 is signed in reports', async () => {
  const file = path.join(folder, 'calls.log');
  const call = (number: number, serial: number): string =>
    `type=SYSCALL msg=audit(1700000000.000:${serial}): arch=c000003e syscall=${number} success=no exit=-13 a0=0 a1=0 a2=0 a3=0 items=1 ppid=1 pid=2 auid=500 uid=500 gid=500 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=1 comm="a" exe="/b" key=(null)\n`;
  writeFileSync(file, call(4294967196, 1) + call(3702454896, 2));
  const rows = async (option: string): Promise<readonly string[]> =>
    (await runMain(report, ['-if', file, option])).stdout.split('\n').slice(-3, -1);
  assert.deepEqual(await rows('-s'), [
    '1. 11/14/23 22:13:20 -100 2 a 500 1',
    '2. 11/14/23 22:13:20 -592512400 2 a 500 2',
  ]);
  assert.deepEqual(await rows('-p'), [
    '1. 11/14/23 22:13:20 2 /b -100 500 1',
    '2. 11/14/23 22:13:20 2 /b -592512400 500 2',
  ]);
});
