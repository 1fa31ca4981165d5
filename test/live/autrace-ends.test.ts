/** However a run of ts-autrace ends, the kernel is as before; needs root and TS_AUDIT_LIVE=1. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { programsMissing } from '../support/run-program.js';
import { assertClean, ended, folder, guardKernel, isLive, options, ownKeys, root, running, trace } from './traced.js';

guardKernel();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} goes to the program, and everything is put back`, { skip: !isLive }, async () => {
    const child = await running('/bin/sleep', '30');
    child.kill(signal);
    const [status] = await ended(child);
    assert.ok(status !== null && status > 128, `status ${status}`);
    assertClean();
  });
}

test('what a killed run left is removed by the next one, or by --cleanup', { skip: !isLive }, async () => {
  for (const argv of [['/bin/true'], ['--cleanup']]) {
    const child = await running('/bin/sleep', '2');
    child.kill('SIGKILL');
    await ended(child);
    assert.ok(ownKeys().length > 0);
    assert.equal(trace(...argv).status, 0);
    assertClean();
  }
});

const MOMENTS = 30;

test(`killed at ${MOMENTS} moments, it leaves nothing on for good`, { skip: !isLive || programsMissing }, async () => {
  // The built program, because from its sources it would be killed while they are loaded.
  const program = path.join(root, 'bin/ts-autrace');
  const words = ['-o', path.join(folder, 'killed.log'), '--summary', '/bin/sleep', '0.05'];
  const begin = performance.now();
  assert.equal(spawnSync(program, words, options).status, 0);
  const whole = performance.now() - begin;
  let found = 0;
  for (let moment = 0; moment < MOMENTS; moment++) {
    const child = spawn(program, words, { ...options, stdio: 'ignore' });
    await pause((whole * (moment + 1)) / MOMENTS);
    child.kill('SIGKILL');
    await ended(child);
    if (ownKeys().length > 0) found++;
    assert.equal(spawnSync(program, moment % 2 === 0 ? ['--cleanup'] : words, options).status, 0);
    assertClean();
  }
  assert.ok(found > 0, 'no moment was one at which something is there');
});
