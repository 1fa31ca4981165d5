/** A listing that goes on in a pipe: each row once, and not a word while nothing comes. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { programsMissing as skip, startProgram } from '../../support/run-program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'report-follow-'));
after(() => rmSync(folder, { recursive: true }));

const login = (n: number): string =>
  `type=USER_LOGIN msg=audit(${1700000000 + n}.000:${n}): pid=${n} uid=0 auid=0 res=success\n`;

/** How long nothing comes at the end: some looks at the log. */
const SILENCE_MS = 2500;

/** What is told of a log that grows by `late`, to the end of a silence behind the row of each serial number. */
async function followed(log: string, late: string, serials: readonly number[]): Promise<string> {
  const { child, ended } = startProgram('ts-aureport', ['--follow', '1', '-if', log, '-l', '-ts', '2000-01-01']);
  let told = '';
  child.stdout?.on('data', (bytes: Buffer) => {
    told += bytes.toString('latin1');
  });
  await come(() => isOpen(child, log));
  appendFileSync(log, late);
  await come(() => serials.every((serial) => new RegExp(` ${serial}$`, 'm').test(told)));
  await pause(SILENCE_MS);
  child.kill('SIGTERM');
  return (await ended).stdout;
}

/** For half a minute at most. */
async function come(isThere: () => boolean): Promise<void> {
  for (let i = 0; i < 600 && !isThere(); i++) await pause(50);
}

function isOpen({ pid }: ChildProcess, file: string): boolean {
  const descriptors = `/proc/${pid}/fd`;
  try {
    return readdirSync(descriptors).some((fd) => readlinkSync(path.join(descriptors, fd)) === file);
  } catch {
    return false; // closed meanwhile
  }
}

test('rows are told once, silence is not told', { skip }, async () => {
  const log = path.join(folder, 'log');
  writeFileSync(log, login(1));
  const told = await followed(log, login(2) + login(3), [1, 2, 3]);
  assert.deepEqual(
    [...told.matchAll(/^\d+\. .* (\d+)$/gm)].map(([, serial]) => serial),
    ['1', '2', '3'],
  );
  assert.doesNotMatch(told, /no events of interest/);
});

test('that there was nothing at all is told once', { skip }, async () => {
  const log = path.join(folder, 'empty');
  writeFileSync(log, '');
  assert.equal((await followed(log, '', [])).match(/no events of interest/g)?.length, 1);
});

test('each of several logs is followed', { skip }, async () => {
  const logs = ['grows.first', 'grows.second'].map((name) => path.join(folder, name));
  for (const log of logs) writeFileSync(log, '');
  writeFileSync(`${logs[0]}.1`, '');
  const { child, ended } = startProgram('ts-aureport', [
    ...['-if', path.join(folder, 'grows.first*'), '-if', logs[1] ?? ''],
    ...['--follow', '1', '-l', '-ts', '2000-01-01'],
  ]);
  let told = '';
  child.stdout?.on('data', (bytes: Buffer) => {
    told += bytes.toString('latin1');
  });
  for (const log of logs) await come(() => isOpen(child, log));
  for (const [i, log] of logs.entries()) appendFileSync(log, login(i + 1));
  await come(() => [1, 2].every((serial) => new RegExp(` ${serial}$`, 'm').test(told)));
  child.kill('SIGTERM');
  assert.deepEqual([...(await ended).stdout.matchAll(/^\d+\. .* (\d+)$/gm)].map(([, serial]) => serial).sort(), [
    '1',
    '2',
  ]);
});

test('a store does not grow', { skip }, async () => {
  const lake = path.join(folder, 'lake');
  const log = path.join(folder, 'shipped');
  writeFileSync(log, login(1));
  assert.equal((await startProgram('ts-ausearch', ['-if', log, '--ship', lake]).ended).status, 0);
  for (const [tool, ...words] of [
    ['ts-aureport', '--follow', '1', '-l'],
    ['ts-ausearch', '-F'],
  ] as const) {
    const { status, stderr } = await startProgram(tool, [...words, '-if', lake]).ended;
    assert.match(stderr, /--follow goes on with logs, and .*lake is a store\n$/);
    assert.equal(status, 1);
  }
});
