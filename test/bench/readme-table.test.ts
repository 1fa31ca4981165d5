/** The figures in the README are those of the recorded measurements. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type HistoryLine, history } from './history.js';
import { BLOCK, figures, README } from './readme-table.js';
import { logSize } from './work.js';

const line = (size: string, command: string, seconds: string, originalSeconds: string): HistoryLine => ({
  date: '2026-11-27', commit: 'abc', machine: '2 x one', node: 'v20', accounts: 'files', shape: 'quiet', size, command,
  seconds, cpuSeconds: '0.2', megabytes: '70', originalSeconds, originalCpuSeconds: '0.1', originalMegabytes: '5', same: 'yes',
}); // biome-ignore format: one glance

test('the README shows the newest recorded figures', () => {
  const lines = history();
  const expected = lines.length > 0 ? figures(lines) : '';
  assert.equal(BLOCK.exec(readFileSync(README, 'utf8'))?.[2], expected, 'run `npm run bench -- --readme`');
});

test('the newest measurement of a command counts, the faster one is bold', () => {
  const text = figures([
    line('8', 'ausearch -i', '9.0', '1.0'),
    line('8', 'ausearch -i', '0.5', '0.25'),
    line('256', 'aureport', '1.5', '33.2'),
  ]);
  assert.match(text, /^\| {2}\| 8 MB \| 256 MB \|$/m);
  assert.match(text, /^\| `ts-ausearch -i` \| 0\.50 \/ \*\*0\.25\*\* \(0\.20 \/ 0\.10\) \| {2}\|$/m);
  assert.match(text, /^\| `ts-aureport` \| {2}\| \*\*1\.50\*\* \/ 33 \(0\.20 \/ 0\.10\) \|$/m);
});

test('sizes of logs', () => {
  assert.deepEqual(logSize('5x8'), { text: '5x8', files: 5, megabytes: 8 });
  assert.deepEqual(logSize('256'), { text: '256', files: 1, megabytes: 256 });
  assert.throws(() => logSize('8MB'), /5x8/);
});
