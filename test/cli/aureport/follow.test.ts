/** A listing that goes on in a pipe: each row once, and not a word while nothing comes. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { programsMissing as skip, startProgram } from '../../support/run-program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'report-follow-'));
after(() => rmSync(folder, { recursive: true }));

const login = (n: number): string =>
  `type=USER_LOGIN msg=audit(${1700000000 + n}.000:${n}): pid=${n} uid=0 auid=0 res=success\n`;

async function followed(log: string, lateLines: string): Promise<string> {
  const { child, ended } = startProgram('ts-aureport', ['--follow', '1', '-if', log, '-l', '-ts', '2000-01-01']);
  await pause(1800);
  appendFileSync(log, lateLines);
  await pause(2500);
  child.kill('SIGTERM');
  return (await ended).stdout;
}

test('rows are told once, silence is not told', { skip }, async () => {
  const log = path.join(folder, 'log');
  writeFileSync(log, login(1));
  const told = await followed(log, login(2) + login(3));
  assert.deepEqual(
    [...told.matchAll(/^\d+\. .* (\d+)$/gm)].map(([, serial]) => serial),
    ['1', '2', '3'],
  );
  assert.doesNotMatch(told, /no events of interest/);
});

test('that there was nothing at all is told once', { skip }, async () => {
  const log = path.join(folder, 'empty');
  writeFileSync(log, '');
  assert.equal((await followed(log, '')).match(/no events of interest/g)?.length, 1);
});
