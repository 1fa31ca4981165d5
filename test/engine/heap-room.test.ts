import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';

/** Megabytes for new objects at the end of a run that allocates without end, and all it says on standard error. */
function grown(total: number, read: number, meanwhile = ''): { readonly megabytes: number; readonly said: string } {
  const module = path.resolve(import.meta.dirname, '../../src/engine/heap-room.ts');
  const code = `
    const { heapAsUsual, heapSmallAgain, keepHeapSmall } = await import(${JSON.stringify(module)});
    keepHeapSmall(${total}, 0);
    keepHeapSmall(${total}, ${read});
    ${meanwhile}
    const kept = [];
    for (let i = 0; i < 3e6; i++) kept[i % 50_000] = { i, text: [i] };
    const { getHeapSpaceStatistics } = await import('node:v8');
    console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size / 2 ** 20);`;
  const argv = ['--import', 'tsx', '--input-type=module', '-e', code];
  const { stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  return { megabytes: Number(stdout), said: stderr };
}

test('the room for new objects stays small in a long run, of which this version of V8 says nothing', () => {
  const usual = grown(8e6, 8e6);
  const large = grown(1e9, 0);
  const pipe = grown(0, 16e6);
  assert.ok(large.megabytes < usual.megabytes / 2, `${large.megabytes} of ${usual.megabytes} MB`);
  assert.ok(pipe.megabytes < usual.megabytes / 2, `${pipe.megabytes} of ${usual.megabytes} MB`);
  assert.deepEqual([usual.said, large.said, pipe.said], ['', '', '']);
});

test('it stays small when a worker has begun, whose heap makes V8 think otherwise', () => {
  const worker = `
    const { Worker } = await import('node:worker_threads');
    heapAsUsual();
    await new Promise((resolve) => new Worker('', { eval: true }).on('exit', resolve));`;
  const forgotten = grown(1e9, 0, worker);
  const small = grown(1e9, 0, `${worker}\nheapSmallAgain();`);
  assert.ok(small.megabytes < forgotten.megabytes / 2, `${small.megabytes} of ${forgotten.megabytes} MB`);
});
