/** A real journal by way of the real journalctl; skipped where no journal can be made. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { programsMissing, startProgram } from '../../support/run-program.js';

const MAKER = '/lib/systemd/systemd-journal-remote';
const skip =
  programsMissing || (existsSync(MAKER) && !spawnSync('journalctl', ['--version']).error ? false : 'needs systemd');
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-journal-'));
after(() => rmSync(folder, { recursive: true }));

const ID = 'd1b4578c55c1435f9f5aac81889f1999';
const entry = (serial: number, message: string, transport = 'audit'): string => {
  const micro = `${1700000000 + serial}000000`;
  return (
    `__CURSOR=s=${ID};i=${serial.toString(16)};b=${ID};m=${serial};t=${Number(micro).toString(16)};x=${serial}\n` +
    `__REALTIME_TIMESTAMP=${micro}\n__MONOTONIC_TIMESTAMP=${serial}\n_BOOT_ID=${ID}\n_MACHINE_ID=${ID}\n` +
    `_HOSTNAME=box\n_TRANSPORT=${transport}\n_SOURCE_REALTIME_TIMESTAMP=${micro}\n_AUDIT_TYPE=1112\n_AUDIT_ID=${serial}\n` +
    `MESSAGE=${message}\n\n`
  );
};
const record = (serial: number): string =>
  `node=box type=USER_LOGIN msg=audit(${1700000000 + serial}.000:${serial}): pid=${serial} res=success\n`;

function journal(): string {
  const file = path.join(folder, 'box.journal');
  const text = path.join(folder, 'box.export');
  if (existsSync(file)) return file;
  const serials = Array.from({ length: 20 }, (_, i) => i * 100 + 1);
  writeFileSync(text, serials.map((serial) => entry(serial, `USER_LOGIN pid=${serial} res=success`)).join(''));
  assert.equal(spawnSync(MAKER, ['-o', file, text]).status, 0);
  return file;
}

const search = (...words: string[]) => startProgram('ts-ausearch', words).ended;

test('--journal reads files and folders, as far as the times ask for', { skip }, async () => {
  const file = journal();
  const all = Array.from({ length: 20 }, (_, i) => record(i * 100 + 1)).join('');
  const { stdout, stderr } = await search(`--journal=${file}`, '--raw');
  assert.deepEqual([stdout, stderr], [all, '']);
  assert.equal((await search(`--journal=${folder}`, '--raw')).stdout, all);
  const some = await search(`--journal=${file}`, '--raw', '-ts', '@1700000901', '-te', '@1700001001', '--stats');
  assert.equal(some.stdout, record(901) + record(1001));
  assert.doesNotMatch(some.stderr, / 20 lines/);
  const report = await startProgram('ts-aureport', [`--journal=${file}`, '-e']).ended;
  assert.equal(report.stdout.match(/ USER_LOGIN /g)?.length, 20);
});

test('a journal is merged with a log', { skip }, async () => {
  const log = path.join(folder, 'audit.log');
  const line = record(950).replace('node=box ', '');
  writeFileSync(log, line);
  const { stdout } = await search(`--journal=${journal()}`, '-if', log, '--raw');
  assert.ok(stdout.includes(record(901) + line + record(1001)));
});

test('a journal that cannot be read is an error in one line', { skip }, async () => {
  const none = await search('--journal=/no/such.journal', '--strict');
  assert.match(none.stderr, /^Error reading journal \/no\/such\.journal \(.+\)\n$/);
  assert.equal(none.status, 3);
  assert.match((await search('--journal', '--checkpoint', path.join(folder, 'c'))).stderr, /not for --journal/);
});

test('--journal -F shows what came since -ts and goes on until it is ended', { skip }, async () => {
  const running = startProgram('ts-ausearch', [`--journal=${journal()}`, '-F', '-ts', '@1700001801', '--raw']);
  let seen = '';
  await new Promise<void>((resolve) => {
    running.child.stdout?.on('data', (bytes: Buffer) => {
      seen += bytes.toString('latin1');
      if (seen.includes(record(1901))) resolve();
    });
  });
  running.child.kill('SIGTERM');
  assert.equal((await running.ended).stdout, record(1801) + record(1901));
});
