/** Logs that change under a reader: cut, exchanged for a link or a pipe, written by a clock that was set back. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { programsMissing, type Running, startProgram, startShell } from '../support/run-program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-changing-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const skip = programsMissing;
const log = path.join(folder, 'audit.log');
const out = path.join(folder, 'out');

const line = (sec: number, serial: number): string =>
  `type=CWD msg=audit(${sec}.000:${serial}): cwd="/${'x'.repeat(60)}"\n`;
const serials = (text: string): readonly number[] =>
  Array.from(text.matchAll(/:(\d+)\): cwd/g), ([, serial]) => Number(serial));

beforeEach(() => {
  for (const name of ['audit.log', 'audit.log.1', 'point', 'point.offset', 'out'])
    rmSync(path.join(folder, name), { force: true });
});

function follow(...more: string[]): Running {
  const fd = openSync(out, 'a');
  const running = startProgram('ts-ausearch', ['-if', log, '-F', '--raw', '-ts', '1970-01-02', ...more], {
    stdout: fd,
  });
  closeSync(fd);
  return running;
}

async function shown(serial: number): Promise<void> {
  for (let i = 0; i < 300 && !serials(readFileSync(out, 'latin1')).includes(serial); i++) await pause(100);
}

async function stop({ child, ended }: Running): Promise<string> {
  child.kill('SIGTERM');
  await ended;
  return readFileSync(out, 'latin1');
}

test('cut while it is read: whole lines of what was there, and an end', { skip }, async () => {
  const lines = Array.from({ length: 200_000 }, (_, i) => line(1_700_000_000 + Math.floor(i / 100), i + 1));
  writeFileSync(log, lines.join(''));
  const running = startShell('ts-ausearch', `"$PROGRAM" -if ${log} --raw | { sleep 1; cat; }`);
  await pause(600);
  truncateSync(log, 100_000);
  const { stdout, status } = await running.ended;
  assert.equal(status, 0);
  const known = new Set(lines);
  const strange = stdout.split(/(?<=\n)/).filter((one) => !known.has(one));
  assert.ok(strange.length <= 1, `one line may be cut: ${strange.slice(0, 3).join('')}`);
});

test('a follower whose log becomes a pipe, then a link, then a file again', { skip }, async () => {
  writeFileSync(log, line(1_700_000_000, 1));
  const follower = follow();
  await shown(1);
  renameSync(log, `${log}.1`);
  assert.equal(spawnSync('mkfifo', [log]).status, 0);
  await pause(800);
  appendFileSync(`${log}.1`, line(1_700_000_001, 2));
  await pause(800);
  rmSync(log);
  const other = path.join(folder, 'elsewhere');
  writeFileSync(other, line(1_700_000_002, 3));
  symlinkSync(other, log);
  await shown(3);
  rmSync(log);
  writeFileSync(log, line(1_700_000_003, 4));
  await shown(4);
  assert.deepEqual(serials(await stop(follower)), [1, 2, 3, 4]);
});

test('a clock that was set back hides nothing', { skip }, async () => {
  const times = [5000, 5001, 3000, 3001, 4000, 1000, 6000];
  const search = (): Promise<string> =>
    startProgram('ts-ausearch', ['-if', log, '--raw', '--checkpoint', path.join(folder, 'point')]).ended.then(
      ({ stdout }) => stdout,
    );
  const seen: number[] = [];
  for (const [i, sec] of times.entries()) {
    appendFileSync(log, line(1_700_000_000 + sec, i + 1));
    seen.push(...serials(await search()));
  }
  appendFileSync(log, line(1_700_009_000, 99));
  seen.push(...serials(await search()));
  assert.deepEqual(
    [...seen].sort((a, b) => a - b).filter((serial) => serial !== 99),
    times.map((_, i) => i + 1),
  );
  const follower = follow();
  await shown(times.length);
  assert.deepEqual(
    [...serials(await stop(follower))].filter((serial) => serial !== 99).sort((a, b) => a - b),
    times.map((_, i) => i + 1),
  );
});
