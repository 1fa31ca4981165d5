/** However a run of ts-autrace ends, the kernel is as before; needs root and TS_AUDIT_LIVE=1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, ended, guardKernel, isLive, ownKeys, running, trace } from './traced.js';

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
