/** No control byte of a log reaches a terminal, whatever the form of the output. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { main as report } from '../../src/cli/aureport/main.js';
import { main as search } from '../../src/cli/ausearch/main.js';
import { reports } from '../../src/reports/catalog.js';
import { terminalControl } from '../fuzz/terminal-control.js';
import { runMain } from '../support/run-main.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-controls-'));
after(() => rmSync(folder, { recursive: true }));

const EVIL = '\x01\x07\x08\x0b\x1b[2J\x7f\xc2\x9b31m\xc2\x85\x9b';
const hex = Buffer.from(EVIL, 'latin1').toString('hex').toUpperCase();
const log = path.join(folder, 'evil.log');
const stamp = (serial: number): string => `msg=audit(1700000000.000:${serial}):`;
writeFileSync(
  log,
  [
    `type=SYSCALL ${stamp(1)} arch=c000003e syscall=59 success=no exit=-13 a0=0 a1=0 a2=0 a3=0 items=1 ppid=1 pid=2 auid=0 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=${EVIL} ses=1 comm=${hex} exe=${hex} subj=${EVIL} key=${hex}`,
    `type=CWD ${stamp(1)} cwd=${hex}`,
    `type=PATH ${stamp(1)} item=0 name="${EVIL}" inode=1 dev=08:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL`,
    `node=${EVIL} type=USER_LOGIN ${stamp(2)} pid=1 uid=0 auid=0 ses=1 subj=${EVIL} msg='op=${EVIL} acct=${hex} exe="${EVIL}" hostname=${EVIL} addr=${EVIL} terminal=${EVIL} res=failed'`,
    `type=DAEMON_START ${stamp(3)} op=${EVIL} ver=${EVIL} auid=0 pid=1 res=success`,
    `type=AVC ${stamp(4)} avc:  denied  { ${EVIL} } for  pid=1 comm=${hex} name=${hex} scontext=${EVIL} tcontext=${EVIL} tclass=${EVIL}`,
    `type=${EVIL} ${stamp(5)} ${EVIL}`,
    '',
  ].join('\n'),
  'latin1',
);

async function isSafe(main: typeof search, argv: readonly string[]): Promise<void> {
  const { stdout, stderr } = await runMain(main, ['-if', log, ...argv], { terminal: { out: true, err: true } });
  for (const text of [stdout, stderr]) assert.equal(terminalControl(text), undefined, argv.join(' '));
}

for (const form of ['default', 'interpret', 'raw', 'csv', 'text', 'json', 'ecs', 'ecs-bulk', 'ocsf', 'otlp'])
  test(`ts-ausearch --format ${form}`, async () => {
    await isSafe(search, ['--format', form]);
    await isSafe(search, ['--format', form, '--debug', '-k', 'nothing']);
    for (const mode of ['tty', 'shell', 'shell_quote']) await isSafe(search, ['--format', form, '--escape', mode]);
  });

for (const form of ['classic', 'table', 'json', 'ndjson', 'csv', 'markdown'])
  test(`ts-aureport --format ${form}`, async () => {
    for (const { choice } of reports) {
      const option = choice?.spellings[0];
      if (option === undefined) continue;
      await isSafe(report, ['--format', form, option]);
      await isSafe(report, ['--format', form, option, '-i', '--debug']);
      await isSafe(report, ['--format', form, option, '--summary', '-i']);
    }
  });
